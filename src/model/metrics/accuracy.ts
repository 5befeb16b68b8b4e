import type { Matrix } from '../../numerics/matrix.js';
import { binaryCrossEntropy } from '../losses/binaryCrossEntropy.js';
import type { Loss } from '../losses/loss.js';
import { requireTargets } from '../requireTargets.js';
import { classOf } from './classOf.js';
import { classOfColumn } from './classOfColumn.js';

/**
 * The share of right answers, from 0 to 1: of outputs whose class is that of the label, or, with
 * `categoricalCrossEntropy`, of examples whose most probable class (the lowest of several) is theirs.
 *
 * Shapes: AL, Y (n_L x m).
 * @param loss for which the network was trained
 * @throws {ShapeError} when AL and Y differ in shape
 * @throws {RangeError} when the loss is for real numbers, which are not right or wrong: take `rSquared`
 * @example
 * accuracy(matrix([[0.2, 0.5, 0.9, 0.4]]), matrix([[0, 1, 1, 1]])) // => 0.75
 * @example
 * accuracy(matrix([[0.3, 0.4], [0.3, 0.5], [0.4, 0.1]]), oneHot([2, 0], 3), categoricalCrossEntropy) // => 0.5
 */
export function accuracy(
  AL: Matrix,
  Y: Matrix,
  { name, task }: Pick<Loss, 'name' | 'task'> = binaryCrossEntropy,
): number {
  requireTargets('AL', AL, Y);
  if (task === 'values') {
    throw new RangeError(
      `There is no accuracy with ${name}: real numbers are not right or wrong; take rSquared(AL, Y)`,
    );
  }
  return task === 'classes' ? rightColumns(AL, Y) / Y.cols : rightEntries(AL, Y) / Y.values.length;
}

function rightEntries(AL: Matrix, Y: Matrix): number {
  let right = 0;
  for (let i = 0; i < Y.values.length; i++) {
    if (classOf(AL.values[i]) === Y.values[i]) right++;
  }
  return right;
}

function rightColumns(AL: Matrix, Y: Matrix): number {
  let right = 0;
  for (let j = 0; j < Y.cols; j++) {
    if (classOfColumn(AL, j) === classOfColumn(Y, j)) right++;
  }
  return right;
}
