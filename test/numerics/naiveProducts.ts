import { type Matrix, zeros } from '../../src/index.js';

/** A B by the textbook's three loops, in float64: the specification of the fast products. */
export function naiveProduct(A: Matrix, B: Matrix, scale = 1): Matrix {
  const C = zeros(A.rows, B.cols);
  for (let i = 0; i < A.rows; i++) {
    for (let j = 0; j < B.cols; j++) {
      let sum = 0;
      for (let k = 0; k < A.cols; k++) sum += A.values[i * A.cols + k] * B.values[k * B.cols + j];
      C.values[i * C.cols + j] = scale * sum;
    }
  }
  return C;
}

/** A^T, as a copy. */
export function transpose(A: Matrix): Matrix {
  const T: Matrix = { rows: A.cols, cols: A.rows, values: A.values.slice() };
  for (let i = 0; i < A.rows; i++) {
    for (let j = 0; j < A.cols; j++) T.values[j * A.rows + i] = A.values[i * A.cols + j];
  }
  return T;
}
