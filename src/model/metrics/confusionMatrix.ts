import { type Matrix, zeros } from '../../numerics/matrix.js';
import { requireTargets } from '../requireTargets.js';
import { classOfColumn } from './classOfColumn.js';

/**
 * How many examples of class i were taken for class k, at row i and column k.
 *
 * Classes are read off AL and Y alike: one row is the probability of class 1 (`classOf`), of several rows the
 * largest entry is taken, the lowest of several.
 *
 * Shapes: AL, Y (1 x m) for two classes, or (K x m) with one-hot Y; the result (K x K).
 * @throws {ShapeError} when AL and Y differ in shape
 * @example
 * confusionMatrix(matrix([[0.9, 0.2, 0.6]]), matrix([[1, 1, 0]])) // => matrix([[0, 1], [1, 1]])
 */
export function confusionMatrix(AL: Matrix, Y: Matrix): Matrix {
  requireTargets('AL', AL, Y);
  const classes = Math.max(2, Y.rows);
  const counts = zeros(classes, classes);
  for (let j = 0; j < Y.cols; j++) {
    counts.values[classOfColumn(Y, j) * classes + classOfColumn(AL, j)]++;
  }
  return counts;
}
