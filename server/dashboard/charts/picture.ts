import type { Stretch } from '../store/level.js';
import type { Pyramid } from '../store/pyramid.js';
import type { Range } from './range.js';

/** One line of a chart. */
export interface Curve {
  /** As the reader is told: `relu, held out`. */
  readonly name: string;
  readonly points: Pyramid;
  /** Which colour of the palette. */
  readonly color: number;
  readonly dashed?: boolean;
  /** The newest value is in force up to this iteration, for which no point may have come. */
  readonly holdsUntil?: number;
}

/** What of a curve is between two iterations, in stretches of at most `cell`: see `Pyramid`. */
export function lookAt(
  { points, holdsUntil = -Infinity }: Curve,
  { from, to }: Range,
  cell: number,
): Stretch[] {
  const stretches = points.look(from, to, cell);
  const newest = stretches.at(-1);
  if (newest === undefined || newest.x1 !== points.span?.[1] || newest.x1 >= holdsUntil)
    return stretches;
  const { last } = newest;
  return [...stretches, { x0: holdsUntil, x1: holdsUntil, min: last, max: last, last }];
}

/** What is drawn. */
export interface Picture {
  readonly curves: readonly Curve[];
  /** Iterations at which something happened, drawn as lines from top to bottom. */
  readonly markers: readonly number[];
  readonly all: Range;
}
