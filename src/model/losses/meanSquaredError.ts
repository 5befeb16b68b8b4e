import type { Matrix } from '../../numerics/matrix.js';
import { identity } from '../activations.js';
import { requireTargets } from '../requireTargets.js';
import type { Loss } from './loss.js';

/**
 * Outputs as they are, for real numbers: cost = 1/(n_L m) sum((AL - Y)^2), and dZ[L] = 2/n_L (AL - Y).
 *
 * The mean over all entries, as PyTorch's `MSELoss`: not halved, and divided by the number of outputs too.
 *
 * Shapes: ZL, AL, Y (n_L x m).
 * @example
 * meanSquaredError.cost(matrix([[1], [2]]), matrix([[1], [5]])) // => 4.5
 */
export const meanSquaredError: Loss = {
  name: 'meanSquaredError',
  task: 'values',
  output: identity,
  cost: squaredError,
  slopesInto: doubledErrorInto,
};

function squaredError(ZL: Matrix, Y: Matrix): number {
  requireTargets('ZL', ZL, Y);
  const { values: z } = ZL;
  const { values: y } = Y;
  const count = Y.rows * Y.cols;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += (z[i] - y[i]) * (z[i] - y[i]);
  return sum / count;
}

/** dZ = 2/n_L (AL - Y), in float64 and rounded once. */
function doubledErrorInto(dZL: Matrix, { rows, cols, values: a }: Matrix, Y: Matrix): Matrix {
  const { values: dz } = dZL;
  const { values: y } = Y;
  for (let i = 0; i < rows * cols; i++) dz[i] = (2 / rows) * (a[i] - y[i]);
  return dZL;
}
