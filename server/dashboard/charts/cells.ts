import { join, type Stretch } from '../store/level.js';
import type { Range } from './range.js';

/** How wide a cell is on the screen, about, in CSS pixels: what is nearer cannot be told apart. */
const WIDTH = 1.5;

/**
 * How many iterations are drawn as one: a power of two, so that cells stay where they are while a run grows.
 *
 * @param width of the plot, in CSS pixels
 * @example
 * cellOf({ from: 0, to: 1_000_000 }, 600) // => 2048
 */
export function cellOf({ from, to }: Range, width: number): number {
  return 2 ** Math.round(Math.log2((WIDTH * (to - from)) / width));
}

/**
 * Stretches that end in the same cell as one. Neither the least nor the largest value of any is lost, and the last
 * value of a cell is that of its last iteration. A point that is the first stays itself: there the line begins.
 */
export function inCells(stretches: readonly Stretch[], cell: number): Stretch[] {
  const joined: Stretch[] = [];
  let open: Stretch | undefined;
  for (const stretch of stretches) {
    const isFirst: boolean = joined.length === 0 && open?.x0 === open?.x1;
    if (open === undefined) open = stretch;
    else if (!isFirst && Math.floor(open.x1 / cell) === Math.floor(stretch.x1 / cell))
      open = join(open, stretch);
    else {
      joined.push(open);
      open = stretch;
    }
  }
  if (open !== undefined) joined.push(open);
  return joined;
}
