import { defer, map, type OperatorFunction } from 'rxjs';
import { allocateBackward, modelBackwardInto } from '../src/model/backward.js';
import { type L2Options, requireL2 } from '../src/model/l2.js';
import type { Network } from '../src/model/network.js';
import { perBatchSize } from '../src/model/perBatchSize.js';
import { zerosBeside } from '../src/numerics/arena.js';
import type { Matrix } from '../src/numerics/matrix.js';
import { extend } from './extend.js';
import type { Backward, Forward } from './records.js';

/**
 * Adds the gradients of the cost, going back through the layers.
 *
 *   in:   --f-----f-----f--|      f: {A, Z, AL, Y, network, ...}
 *         propagateBackward()
 *   out:  --g-----g-----g--|      g: f + {dW, db}
 *
 * dZ[L] = AL - Y; dW[l] = dZ[l] A[l-1]^T / m, db[l] = sum(dZ[l]) / m, dZ[l-1] = W[l]^T dZ[l] * g'(Z[l-1]).
 * With `{ l2 }` they are those of the cost with its penalty: (l2 / m) W[l] is added to each dW[l].
 *
 * Shapes: dW[l] (n_l x n_{l-1}), db[l] (n_l x 1), views that are valid until the next iteration.
 * Timing: synchronous, one out per in; ends and fails with the source.
 * @throws {RangeError} at the call, when `l2` is negative or not finite
 * @throws {ShapeError} through the error channel when AL and Y differ in shape
 * @example
 * const batch = { network: createNetwork([1, 1], { scheme: allZeros }), X: matrix([[2]]), Y: matrix([[1]]) };
 * lastValueFrom(of(batch).pipe(propagateForward(), propagateBackward(), map(({ dW }) => dW[1]))) // => matrix([[-1]])
 * Source: the post, equations 5 to 9.
 */
export function propagateBackward<R extends Forward>(
  options: L2Options = {},
): OperatorFunction<R, R & Backward> {
  const l2 = requireL2(options);
  return (forward$) =>
    defer(() => {
      const buffersOf = perBatchSize((m, network: Network, A0: Matrix) =>
        allocateBackward(network, m, zerosBeside(A0), A0),
      );
      return forward$.pipe(
        map((forward) => {
          const { network, A, Y } = forward;
          const buffers = buffersOf(A[0].cols, network, A[0]);
          const { dW, db } = modelBackwardInto(buffers, network, forward, Y, l2);
          return extend(forward, { dW, db });
        }),
      );
    });
}
