import type { PointRange, SeriesPart } from './parts.js';

/** What a part holds, one by one: each point as a range of its own. */
export function rangesOf(part: SeriesPart): readonly PointRange[] {
  if (part.kind === 'ranges') return part.ranges;
  if (part.kind === 'reset') return [];
  return part.values.map((value, i) => {
    const iteration = part.iterations[i];
    const finite = Number.isFinite(value);
    const extreme = finite ? value : NaN;
    return {
      from: iteration,
      iteration,
      min: extreme,
      max: extreme,
      first: value,
      value,
      count: 1,
      nonFinite: finite ? 0 : 1,
    };
  });
}
