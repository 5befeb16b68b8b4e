import { ShapeError } from '../errors.js';
import { argmaxOfColumn } from '../numerics/argmaxOfColumn.js';
import { exp } from '../numerics/functions/exp.js';
import { type Matrix, shapeOf } from '../numerics/matrix.js';
import type { ColumnActivation } from './activations.js';

/**
 * e^z / sum(e^z) over each column, without overflow: the probabilities of classes of which an example has
 * one. An output of `categoricalCrossEntropy`; hidden layers refuse it.
 *
 * @example
 * softmax.applyInto(zeros(2, 1), matrix([[1000], [1000]])) // => matrix([[0.5], [0.5]])
 */
export const softmax: ColumnActivation = {
  name: 'softmax',
  formula: 'e^z / sum(e^z)',
  applyInto: softmaxInto,
};

/** A = softmax(Z), column by column: e^(z - max) over their sum, in float64 and rounded once. */
function softmaxInto(A: Matrix, Z: Matrix): Matrix {
  const { rows, cols, values: z } = Z;
  const { values: a } = A;
  if (A.rows !== rows || A.cols !== cols) {
    throw new ShapeError(`Cannot write the softmax of Z (${shapeOf(Z)}) into A (${shapeOf(A)})`);
  }
  for (let j = 0; j < cols; j++) {
    const most = z[argmaxOfColumn(Z, j) * cols + j];
    let sum = 0;
    for (let i = j; i < rows * cols; i += cols) sum += exp(z[i] - most);
    // Computed again, not kept in A, where float32 would round it before the division.
    for (let i = j; i < rows * cols; i += cols) a[i] = exp(z[i] - most) / sum;
  }
  return A;
}
