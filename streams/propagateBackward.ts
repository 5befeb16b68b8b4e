import { defer, map, type OperatorFunction } from 'rxjs';
import { allocateBackward, modelBackwardInto } from '../src/model/backward.js';
import { refuseGram } from '../src/model/gram/refuseGram.js';
import type { Network } from '../src/model/network.js';
import { perBatchSize } from '../src/model/perBatchSize.js';
import { zerosBeside } from '../src/numerics/arena.js';
import type { Matrix } from '../src/numerics/matrix.js';
import { type PenaltySettings, readingPenalties } from './penalties.js';
import type { Backward, Forward } from './records.js';
import { withBackward } from './runRecords.js';

/**
 * Adds the gradients of the cost, going back through the layers.
 *
 *   in:   --f-----f-----f--|      f: {A, Z, AL, Y, network, ...}
 *         propagateBackward()
 *   out:  --g-----g-----g--|      g: f + {dW, db}
 *
 * dZ[L] = AL - Y, or as the loss of the network has it; dW[l] = dZ[l] A[l-1]^T / m, db[l] = sum(dZ[l]) / m,
 * dZ[l-1] = W[l]^T dZ[l] * g'(Z[l-1]).
 * With `{ l1, l2 }` they are those of the cost with its penalties: (l2 / m) W[l] and (l1 / m) sign(W[l]) are
 * added to each dW[l]. L1 trains the first layer at full width (see `FirstLayer`). Behind dropout dA[l] is
 * multiplied by the `masks[l]` of the record.
 *
 * Shapes: dW[l] (n_l x n_{l-1}), db[l] (n_l x 1), views that are valid until the next iteration.
 * Timing: synchronous, one out per in; ends and fails with the source.
 * @throws {RangeError} at the call, when `l1` or `l2` is negative or not finite
 * @throws {TypeError} through the error channel when there is L1 and the Gram form is asked for
 * @throws {ShapeError} through the error channel when AL and Y differ in shape
 * @example
 * const batch = { network: createNetwork([1, 1], { scheme: allZeros }), X: matrix([[2]]), Y: matrix([[1]]) };
 * lastValueFrom(of(batch).pipe(propagateForward(), propagateBackward(), map(({ dW }) => dW[1]))) // => matrix([[-1]])
 * Source: the post, equations 5 to 9.
 */
export function propagateBackward<R extends Forward>(
  settings: PenaltySettings = {},
): OperatorFunction<R, R & Backward> {
  readingPenalties(settings); // at the call, so that a wrong number throws here
  const hasL1 = settings.l1 !== undefined && settings.l1 !== 0;
  return (forward$) =>
    defer(() => {
      const penaltiesAt = readingPenalties(settings);
      const buffersOf = perBatchSize((m, network: Network, A0: Matrix) =>
        allocateBackward(network, m, zerosBeside(A0), hasL1 ? undefined : A0),
      );
      return forward$.pipe(
        map((forward) => {
          const { network, A, Y } = forward;
          if (hasL1) refuseGram(A[0], 'L1 moves weights out of the span of the examples');
          const penalties = penaltiesAt(forward);
          const buffers = buffersOf(A[0].cols, network, A[0]);
          const { dW, db } = modelBackwardInto(buffers, network, forward, Y, penalties);
          return withBackward(forward, { dW, db });
        }),
      );
    });
}
