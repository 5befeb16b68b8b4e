import type { Stretch } from '../store/level.js';

type Corner = readonly [x: number, y: number];

/**
 * The outlines of a band: along the largest values there, along the least ones back. One that cannot be shown ends an
 * outline, and the next begins another.
 *
 * @example
 * outlinesOf([{ x0: 1, x1: 9, min: 2, max: 3, last: 2 }, { x0: 10, x1: 10, min: 2, max: 2, last: 2 }], 1) // => [[[1, 3], [9, 3], [10, 2], [10, 2], [9, 2], [1, 2]]]
 */
export function outlinesOf(
  stretches: readonly Stretch[],
  cell: number,
  logarithmic = false,
): Corner[][] {
  const outlines: Corner[][] = [];
  let there: Corner[] = [];
  let back: Corner[] = [];
  const end = () => {
    if (there.length > 0) outlines.push([...there, ...back.reverse()]);
    there = [];
    back = [];
  };
  for (const { x0, x1, min, max } of stretches) {
    if (!(min <= max && (!logarithmic || max > 0))) {
      end();
      continue;
    }
    // The line goes through the ends of stretches: there it is within the band.
    for (const x of x1 - x0 < 2 * cell ? [x1] : [x0, x1]) {
      there.push([x, max]);
      back.push([x, min]);
    }
  }
  end();
  return outlines;
}
