import { squaredNorm, squaredNormBound } from '../../numerics/squaredNorm.js';
import type { Gradients } from '../backward.js';

/**
 * The length of the whole gradient: the root of the sum of the squares of all dW and db.
 *
 * In Gram form dW[1] is not multiplied out for it. Not finite when an entry is not, or a square overflows.
 *
 * Shapes: any.
 * @example
 * gradientNorm({ dW: [matrix([[2, 3]])], db: [matrix([[6]])] }) // => 7
 */
export function gradientNorm({ dW, db }: Gradients): number {
  let sum = 0;
  for (let l = 0; l < dW.length; l++) sum += squaredNorm(dW[l]) + squaredNorm(db[l]);
  return Math.sqrt(sum);
}

/**
 * Whether the norm is at most `limit`, as `gradientNorm()` would say, most often without a product in Gram form.
 *
 * False when the norm is not finite.
 */
export function isGradientWithin(gradients: Gradients, limit: number): boolean {
  const { dW, db } = gradients;
  let bound = 0;
  for (let l = 0; l < dW.length; l++) bound += squaredNormBound(dW[l]) + squaredNorm(db[l]);
  return Math.sqrt(bound) <= CERTAINLY * limit || gradientNorm(gradients) <= limit;
}

/** How far below a limit a bound has to be for rounding, in float32 too, to play no part. */
const CERTAINLY = 0.999;
