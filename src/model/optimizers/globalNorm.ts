import { squaredNorm } from '../../numerics/squaredNorm.js';
import type { Gradients } from '../backward.js';

/**
 * The length of all gradients as one vector: the root of the sum of the squares of every dW and db.
 *
 * Summed in float64, whatever the precision. Not finite when an entry is not, or a square overflows.
 *
 * Shapes: any.
 * @example
 * globalNorm({ dW: [matrix([[3]])], db: [matrix([[-4]])] }) // => 5
 */
export function globalNorm({ dW, db }: Gradients): number {
  let sum = 0;
  for (let l = 0; l < dW.length; l++) sum += squaredNorm(dW[l]);
  for (let l = 0; l < db.length; l++) sum += squaredNorm(db[l]);
  return Math.sqrt(sum);
}
