import { ShapeError } from '../errors.js';
import { type Matrix, precisionOf, shapeOf, zeros } from '../numerics/matrix.js';
import { modelForward } from './forward.js';
import type { Network } from './network.js';

/**
 * The class that a probability of class 1 stands for: 1 from 0.5 on, else 0.
 *
 * @example
 * [0.49, 0.5].map(classOf) // => [0, 1]
 */
export function classOf(probability: number): 0 | 1 {
  return probability >= 0.5 ? 1 : 0;
}

/**
 * The classes a network gives to examples: `classOf` each of its outputs.
 *
 * Shapes: X (n_0 x m); the result (n_L x m).
 * @throws {ShapeError} when X has not n_0 rows
 * @example
 * predict(createNetwork([2, 1], { scheme: allZeros }), matrix([[1], [2]])) // => matrix([[1]])
 * Source: the post's `accuracy`.
 */
export function predict(network: Network, X: Matrix): Matrix {
  const { AL } = modelForward(network, X);
  const labels = zeros(AL.rows, AL.cols, precisionOf(AL));
  AL.values.forEach((a, i) => {
    labels.values[i] = classOf(a);
  });
  return labels;
}

/**
 * The share of outputs whose class is that of the label, from 0 to 1.
 *
 * Shapes: AL, Y (n_L x m).
 * @throws {ShapeError} when AL and Y differ in shape
 * @example
 * accuracy(matrix([[0.2, 0.5, 0.9, 0.4]]), matrix([[0, 1, 1, 1]])) // => 0.75
 */
export function accuracy(AL: Matrix, Y: Matrix): number {
  if (AL.rows !== Y.rows || AL.cols !== Y.cols) {
    throw new ShapeError(`Cannot score AL (${shapeOf(AL)}) against Y (${shapeOf(Y)})`);
  }
  let right = 0;
  for (let i = 0; i < Y.values.length; i++) {
    if (classOf(AL.values[i]) === Y.values[i]) right++;
  }
  return right / Y.values.length;
}

/**
 * The accuracy of a network on labelled columns.
 *
 * @throws {ShapeError} when X has not n_0 rows, or Y not the shape of the output
 * @example
 * evaluate(createNetwork([2, 1], { scheme: allZeros }), { X: matrix([[1], [2]]), Y: matrix([[1]]) }) // => 1
 */
export function evaluate(
  network: Network,
  { X, Y }: { readonly X: Matrix; readonly Y: Matrix },
): number {
  return accuracy(modelForward(network, X).AL, Y);
}
