import { createRandom, type Drift, type DriftDetector } from 'gradstream';

/** Ones with a probability that may change on the way, else zeros. */
export function errors(seed: number, ...parts: readonly (readonly [count: number, p: number])[]) {
  const random = createRandom(seed);
  return parts.flatMap(([count, p]) =>
    Array.from({ length: count }, () => (random.uniform() < p ? 1 : 0)),
  );
}

/** Normal numbers whose mean may change on the way. */
export function normals(
  seed: number,
  ...parts: readonly (readonly [count: number, mean: number])[]
) {
  const random = createRandom(seed);
  return parts.flatMap(([count, mean]) =>
    Array.from({ length: count }, () => mean + random.normal()),
  );
}

/** All changes that a detector finds in a list. */
export function driftsIn<Memory>(
  { first, next }: DriftDetector<Memory>,
  values: readonly number[],
  memory: Memory = first,
): { drifts: Drift[]; memory: Memory } {
  const drifts: Drift[] = [];
  let last = memory;
  for (const value of values) {
    const detection = next(last, value);
    last = detection.memory;
    if (detection.drift) drifts.push(detection.drift);
  }
  return { drifts, memory: last };
}

/** The sum of what `count` of the seeds from 1 on give. */
export function sumOverSeeds(count: number, of: (seed: number) => number): number {
  return Array.from({ length: count }, (_, i) => of(i + 1)).reduce((sum, x) => sum + x, 0);
}
