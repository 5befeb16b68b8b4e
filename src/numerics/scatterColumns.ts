import type { Matrix } from './matrix.js';

/**
 * Writes C with the columns of A at the given places, added up where a place comes twice; all else in C is 0.
 *
 * Shapes: C (n x m), A (n x k), k places.
 */
export function scatterColumnsInto(C: Matrix, A: Matrix, columns: Uint32Array): void {
  const { values: to, cols: m } = C;
  const { rows, cols: width, values: from } = A;
  to.fill(0);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < width; j++) to[i * m + columns[j]] += from[i * width + j];
  }
}
