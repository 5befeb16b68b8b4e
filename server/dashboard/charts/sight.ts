import type { Stretch } from '../store/level.js';
import type { Picture } from './picture.js';
import type { Range } from './range.js';

/** What of a picture is drawn, and how. */
export interface Sight extends Picture {
  readonly range: Range;
  /** Those of each curve that are in sight, and a neighbour on each side. */
  readonly stretches: readonly (readonly Stretch[])[];
  /** How many iterations are drawn as one. */
  readonly cell: number;
  readonly logarithmic: boolean;
}
