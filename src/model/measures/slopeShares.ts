import type { Matrix } from '../../numerics/matrix.js';
import type { Activation } from '../activations.js';

/** How much of a layer learns nothing, from 0 to 1. */
export interface SlopeShares {
  /** Units whose slope g'(z) is 0 for every example: their weights get no gradient. */
  readonly deadUnits: number;
  /** Activations with a slope of less than the threshold in size. */
  readonly saturated: number;
}

/**
 * The share of dead units in a layer, and of saturated activations.
 *
 * Shapes: Z, A (n_l x m), those of one layer.
 * @param threshold what is saturated has a slope of less than that in size
 * @example
 * slopeShares(relu, { Z: matrix([[-1, -2], [3, -4]]), A: matrix([[0, 0], [3, 0]]) }, 1e-3) // => { deadUnits: 0.5, saturated: 0.75 }
 */
export function slopeShares(
  { derivative }: Pick<Activation, 'derivative'>,
  { Z, A }: { readonly Z: Matrix; readonly A: Matrix },
  threshold: number,
): SlopeShares {
  const { rows, cols, values: z } = Z;
  const { values: a } = A;
  let dead = 0;
  let saturated = 0;
  for (let i = 0; i < rows; i++) {
    let flat = 0;
    for (let j = i * cols; j < (i + 1) * cols; j++) {
      const slope = Math.abs(derivative(z[j], a[j]));
      if (slope < threshold) saturated++;
      if (slope === 0) flat++;
    }
    if (flat === cols) dead++;
  }
  return { deadUnits: dead / rows, saturated: saturated / z.length };
}
