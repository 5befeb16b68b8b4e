import { type Matrix, type Precision, zeros } from '../numerics/matrix.js';

/**
 * Class labels as columns in which the row of the class is 1 and all others are 0.
 *
 * Shapes: the result (classes x m).
 * @param classes how many there are: labels are integers from 0 to one less
 * @throws {RangeError} when a label is not one of them, naming the first
 * @example
 * oneHot([0, 2], 3) // => matrix([[1, 0], [0, 0], [0, 1]])
 */
export function oneHot(
  labels: ArrayLike<number>,
  classes: number,
  precision: Precision = 'float64',
): Matrix {
  if (!Number.isInteger(classes) || classes < 1) {
    throw new RangeError(`The number of classes is an integer, 1 or more; found ${classes}`);
  }
  const Y = zeros(classes, labels.length, precision);
  for (let j = 0; j < labels.length; j++) {
    requireClass(labels[j], j, classes);
    Y.values[labels[j] * labels.length + j] = 1;
  }
  return Y;
}

/**
 * Refuses a label that is not one of the classes.
 *
 * @throws {RangeError} naming it, and its example `j`
 */
export function requireClass(label: number, j: number, classes: number): void {
  if (Number.isInteger(label) && label >= 0 && label < classes) return;
  throw new RangeError(
    `Labels of ${classes} classes are integers from 0 to ${classes - 1}; example ${j} has ${label}`,
  );
}
