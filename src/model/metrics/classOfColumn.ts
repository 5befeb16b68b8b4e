import { argmaxOfColumn } from '../../numerics/argmaxOfColumn.js';
import type { Matrix } from '../../numerics/matrix.js';
import { classOf } from './classOf.js';

/**
 * The class of example j: of a single output as `classOf` says, of one for each class the most probable, the
 * lowest of several. Labels are read the same way, in one row or one-hot.
 *
 * @example
 * classOfColumn(matrix([[0.2], [0.4], [0.4]]), 0) // => 1
 */
export function classOfColumn(A: Matrix, j: number): number {
  return A.rows === 1 ? classOf(A.values[j]) : argmaxOfColumn(A, j);
}
