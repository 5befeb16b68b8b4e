import { defer, map, type OperatorFunction } from 'rxjs';
import { allocateForward, modelForwardInto } from '../src/model/forward.js';
import { type Network, placingNetworks } from '../src/model/network.js';
import { perBatchSize } from '../src/model/perBatchSize.js';
import { zerosBeside } from '../src/numerics/arena.js';
import type { Matrix } from '../src/numerics/matrix.js';
import { extend } from './extend.js';
import type { Batch, Forward, WithNetwork } from './records.js';

/**
 * Sends each batch through the network.
 *
 *   in:   --b-----b-----b--|      b: {X, Y, network}
 *         propagateForward()
 *   out:  --f-----f-----f--|      f: b + {A, Z, AL}
 *
 * Z[l] = W[l] A[l-1] + b[l] and A[l] = g[l](Z[l]), for l = 1..L, with A[0] = X and AL = A[L].
 *
 * Shapes: X (n_0 x m); Z[l], A[l] (n_l x m), views that are valid until the next iteration.
 * Timing: synchronous, one out per in; ends and fails with the source.
 * @throws {ShapeError} through the error channel when X has not n_0 rows
 * @example
 * const batch = { network: createNetwork([1, 1], { scheme: allZeros }), X: matrix([[1, 2]]) };
 * lastValueFrom(of(batch).pipe(propagateForward(), map(({ AL }) => AL))) // => matrix([[0.5, 0.5]])
 * Source: the post, equations 1 and 2.
 */
export function propagateForward<R extends Batch & WithNetwork>(): OperatorFunction<
  R,
  R & Forward
> {
  return (batch$) =>
    defer(() => {
      const buffersOf = perBatchSize((m, network: Network, X: Matrix) =>
        allocateForward(network, m, zerosBeside(X)),
      );
      const place = placingNetworks();
      return batch$.pipe(
        map((batch) => {
          const { X } = batch;
          const network = place(batch.network, X);
          const { A, Z, AL } = modelForwardInto(buffersOf(X.cols, network, X), network, X);
          return extend(batch, { network, A, Z, AL });
        }),
      );
    });
}
