import { argmaxOfColumn } from '../../numerics/argmaxOfColumn.js';
import { subtractInto } from '../../numerics/entries.js';
import { exp } from '../../numerics/functions/exp.js';
import { log1p } from '../../numerics/functions/log1p.js';
import type { Matrix } from '../../numerics/matrix.js';
import { requireTargets } from '../requireTargets.js';
import { softmax } from '../softmax.js';
import type { Loss } from './loss.js';

/**
 * Softmax outputs, the probabilities of the classes of which an example has one:
 * cost = -(1/m) sum(Y log AL), in nats per example, and dZ[L] = AL - Y.
 *
 * The cost is taken from Z[L], so that it is exact where AL rounds to 0 or 1.
 *
 * Shapes: ZL, AL, Y (n_L x m), n_L of 2 or more, each column of Y one-hot (`oneHot`), or probabilities
 * that sum to 1.
 * @example
 * categoricalCrossEntropy.cost(matrix([[0], [1000]]), matrix([[1], [0]])) // => 1000
 * Source: Bishop, Pattern Recognition and Machine Learning, equations 4.108 and 4.109.
 */
export const categoricalCrossEntropy: Loss = {
  name: 'categoricalCrossEntropy',
  task: 'classes',
  output: softmax,
  cost: softmaxCrossEntropy,
  slopesInto: subtractInto,
};

/** (1/m) sum(y (log(sum(e^z)) - z)), the logarithm as that of the largest e^z and what the others add. */
function softmaxCrossEntropy(ZL: Matrix, Y: Matrix): number {
  requireTargets('ZL', ZL, Y);
  const { rows, cols, values: z } = ZL;
  const { values: y } = Y;
  let sum = 0;
  for (let j = 0; j < cols; j++) {
    const top = argmaxOfColumn(ZL, j) * cols + j;
    let others = 0;
    for (let i = j; i < rows * cols; i += cols) if (i !== top) others += exp(z[i] - z[top]);
    const rest = log1p(others);
    for (let i = j; i < rows * cols; i += cols) {
      // 0 times an infinite cost is nothing here.
      if (y[i] !== 0) sum += y[i] * (z[top] - z[i] + rest);
    }
  }
  return sum / cols;
}
