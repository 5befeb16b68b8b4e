import { type Matrix, precisionOf, zeros } from '../numerics/matrix.js';

/** One column after the other in the same memory; a single one as it is. */
export function columnsOf(A: Matrix): (j: number) => Matrix {
  if (A.cols === 1) return () => A;
  const column = zeros(A.rows, 1, precisionOf(A));
  return (j) => {
    for (let i = 0; i < A.rows; i++) column.values[i] = A.values[i * A.cols + j];
    return column;
  };
}
