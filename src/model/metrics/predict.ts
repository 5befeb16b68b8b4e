import { type Matrix, precisionOf, zeros } from '../../numerics/matrix.js';
import { modelForward } from '../forward.js';
import type { Loss } from '../losses/loss.js';
import type { Network } from '../network.js';
import { classOf } from './classOf.js';
import { classOfColumn } from './classOfColumn.js';

/**
 * What a network says about examples: `classOf` each sigmoid output, the most probable class of a softmax (the
 * lowest of several), the outputs themselves for `meanSquaredError`.
 *
 * Shapes: X (n_0 x m); the result (n_L x m), (1 x m) for a softmax.
 * @throws {ShapeError} when X has not n_0 rows
 * @example
 * predict(createNetwork([2, 1], { scheme: allZeros }), matrix([[1], [2]])) // => matrix([[1]])
 * Source: the post's `accuracy`.
 */
export function predict(network: Network, X: Matrix): Matrix {
  return classesOf(modelForward(network, X).AL, network.loss);
}

/** What outputs say, as `predict` tells it. */
export function classesOf(AL: Matrix, { task }: Pick<Loss, 'task'>): Matrix {
  if (task === 'values') return AL;
  if (task === 'labels') return { ...AL, values: AL.values.map(classOf) };
  const classes = zeros(1, AL.cols, precisionOf(AL));
  for (let j = 0; j < AL.cols; j++) classes.values[j] = classOfColumn(AL, j);
  return classes;
}
