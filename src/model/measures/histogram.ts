/** How numbers are spread. Plain data; null where there are no finite numbers. */
export interface Histogram {
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  /** The root of the mean square of what is left when the mean is taken off. */
  readonly deviation: number | null;
  /** Numbers in each of the bins, which are equally wide from min to max. */
  readonly counts: readonly number[];
  /** NaN and infinities, which are in no bin. */
  readonly nonFinite: number;
}

/**
 * Counts numbers in equally wide bins from the least to the largest.
 *
 * x is in bin floor(bins (x - min) / (max - min)), the largest in the last one; all are in the first where they
 * are the same. Every finite number is counted once.
 *
 * @throws {RangeError} when `bins` is not a positive integer
 * @example
 * histogram([1, 2, 2, 5, NaN], 2) // => { min: 1, max: 5, mean: 2.5, deviation: 1.5, counts: [3, 1], nonFinite: 1 }
 */
export function histogram(numbers: ArrayLike<number>, bins: number): Histogram {
  if (!Number.isInteger(bins) || bins < 1) {
    throw new RangeError(`A histogram has a whole number of bins, 1 or more; found ${bins}`);
  }
  const counts = Array<number>(bins).fill(0);
  const { finite, min, max, mean } = momentsOf(numbers);
  const nonFinite = numbers.length - finite;
  if (finite === 0) return { min: null, max: null, mean: null, deviation: null, counts, nonFinite };
  const binOf = findingBins(min, max, bins);
  let squares = 0;
  for (let i = 0; i < numbers.length; i++) {
    const x = numbers[i];
    if (!Number.isFinite(x)) continue;
    squares += (x - mean) ** 2;
    counts[binOf(x)]++;
  }
  return { min, max, mean, deviation: Math.sqrt(squares / finite), counts, nonFinite };
}

function momentsOf(numbers: ArrayLike<number>) {
  let finite = 0;
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) {
    const x = numbers[i];
    if (!Number.isFinite(x)) continue;
    finite++;
    if (x < min) min = x;
    if (x > max) max = x;
    sum += x;
  }
  return { finite, min, max, mean: sum / finite };
}

function findingBins(min: number, max: number, bins: number): (x: number) => number {
  // The distance of finite numbers may be infinite; that of their halves is not.
  const scale = max - min < Infinity ? 1 : 0.5;
  const start = min * scale;
  const range = max * scale - start;
  if (range === 0) return () => 0;
  return (x) => Math.min(bins - 1, Math.floor(bins * ((x * scale - start) / range)));
}
