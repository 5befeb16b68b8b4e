import type { Matrix } from './matrix.js';

/**
 * The row in which column j has its largest entry, the first of several.
 *
 * @example
 * argmaxOfColumn(matrix([[1], [3], [3]]), 0) // => 1
 */
export function argmaxOfColumn({ rows, cols, values }: Matrix, j: number): number {
  let best = 0;
  for (let i = 1; i < rows; i++) {
    if (values[i * cols + j] > values[best * cols + j]) best = i;
  }
  return best;
}
