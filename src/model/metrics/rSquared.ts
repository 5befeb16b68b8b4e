import type { Matrix } from '../../numerics/matrix.js';
import { requireTargets } from '../requireTargets.js';

/**
 * The coefficient of determination, R^2 = 1 - sum((Y - AL)^2) / sum((Y - mean(Y))^2), as the mean over the
 * outputs: 1 for exact outputs, 0 for those no better than the mean, below 0 for worse.
 *
 * Where Y never varies it is 1 for exact outputs and 0 for others, as scikit-learn has it.
 *
 * Shapes: AL, Y (n_L x m).
 * @throws {ShapeError} when AL and Y differ in shape
 * @example
 * rSquared(matrix([[1, 2, 6]]), matrix([[1, 3, 5]])) // => 0.75
 */
export function rSquared(AL: Matrix, Y: Matrix): number {
  requireTargets('AL', AL, Y);
  let sum = 0;
  for (let i = 0; i < Y.rows; i++) sum += ofRow(AL, Y, i);
  return sum / Y.rows;
}

function ofRow({ values: a }: Matrix, { cols, values: y }: Matrix, i: number): number {
  const [from, to] = [i * cols, (i + 1) * cols];
  let total = 0;
  for (let k = from; k < to; k++) total += y[k];
  const mean = total / cols;
  let errors = 0;
  let spread = 0;
  for (let k = from; k < to; k++) {
    errors += (y[k] - a[k]) * (y[k] - a[k]);
    spread += (y[k] - mean) * (y[k] - mean);
  }
  if (spread === 0) return errors === 0 ? 1 : 0;
  return 1 - errors / spread;
}
