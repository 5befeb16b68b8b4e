import type { Matrix } from '../numerics/matrix.js';

/** Writes the columns of `A` at the given places into `target`, side by side. */
export function gatherColumnsInto(target: Matrix, A: Matrix, columns: Uint32Array): Matrix {
  const { values: to, cols: width } = target;
  const { values: from, cols, rows } = A;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < width; j++) to[i * width + j] = from[i * cols + columns[j]];
  }
  return target;
}
