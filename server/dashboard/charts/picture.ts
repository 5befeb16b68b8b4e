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
}

/** What is drawn. */
export interface Picture {
  readonly curves: readonly Curve[];
  /** Iterations at which something happened, drawn as lines from top to bottom. */
  readonly markers: readonly number[];
  readonly all: Range;
}
