import { crossEntropySum, subtractInto } from '../../numerics/entries.js';
import type { Matrix } from '../../numerics/matrix.js';
import { sigmoid } from '../activations.js';
import { requireTargets } from '../requireTargets.js';
import type { Loss } from './loss.js';

/**
 * Sigmoid outputs, each the probability of its label:
 * cost = -(1/m) sum(Y log AL + (1 - Y) log(1 - AL)), in nats per example, and dZ[L] = AL - Y.
 *
 * The cost is taken from Z[L], so that it is exact where AL rounds to 0 or 1.
 *
 * Shapes: ZL, AL, Y (n_L x m), Y of 0 and 1.
 * @example
 * binaryCrossEntropy.cost(matrix([[-1000]]), matrix([[1]])) // => 1000
 * Source: the post, equations 2, 3 and 5, with log(sigmoid(z)) = -log(1 + e^-z).
 */
export const binaryCrossEntropy: Loss = {
  name: 'binaryCrossEntropy',
  task: 'labels',
  output: sigmoid,
  cost: sigmoidCrossEntropy,
  slopesInto: subtractInto,
};

/** (1/m) sum(max(z, 0) - y z + log(1 + e^-|z|)), which is the cost of sigmoid(z). */
function sigmoidCrossEntropy(ZL: Matrix, Y: Matrix): number {
  requireTargets('ZL', ZL, Y);
  return crossEntropySum(ZL, Y) / Y.cols;
}
