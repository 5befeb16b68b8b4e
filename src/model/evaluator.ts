import type { Matrix } from '../numerics/matrix.js';
import { createForward } from './createForward.js';
import { score } from './metrics/evaluate.js';
import type { Network } from './network.js';

/**
 * How good network after network is on one data set: `evaluate` with buffers that are made once, and with
 * the examples brought, once, to where the network computes.
 *
 * Shapes: X (n_0 x m), Y (n_L x m).
 * @throws {ShapeError} at the use, when X has not n_0 rows, or Y not the shape of the output
 * @example
 * createEvaluator({ X: matrix([[1], [2]]), Y: matrix([[1]]) })(createNetwork([2, 1], { scheme: allZeros })) // => 1
 */
export function createEvaluator({
  X,
  Y,
}: {
  readonly X: Matrix;
  readonly Y: Matrix;
}): (network: Network) => number {
  const forward = createForward(X);
  return (network) => score(forward(network).AL, Y, network.loss);
}
