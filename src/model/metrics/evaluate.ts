import type { Matrix } from '../../numerics/matrix.js';
import { modelForward } from '../forward.js';
import type { Loss } from '../losses/loss.js';
import type { Network } from '../network.js';
import { accuracy } from './accuracy.js';
import { rSquared } from './rSquared.js';

/**
 * How good a network is on labelled columns, where 1 is perfect: its `accuracy`, or its `rSquared` when it was
 * trained for real numbers (`meanSquaredError`).
 *
 * @throws {ShapeError} when X has not n_0 rows, or Y not the shape of the output
 * @example
 * evaluate(createNetwork([2, 1], { scheme: allZeros }), { X: matrix([[1], [2]]), Y: matrix([[1]]) }) // => 1
 */
export function evaluate(
  network: Network,
  { X, Y }: { readonly X: Matrix; readonly Y: Matrix },
): number {
  return score(modelForward(network, X).AL, Y, network.loss);
}

/** What `evaluate` gives, of outputs. */
export function score(AL: Matrix, Y: Matrix, loss: Loss): number {
  return loss.task === 'values' ? rSquared(AL, Y) : accuracy(AL, Y, loss);
}
