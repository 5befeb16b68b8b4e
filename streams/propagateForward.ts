import { defer, map, type OperatorFunction } from 'rxjs';
import {
  allocateMasks,
  type DropoutOptions,
  drawMasksInto,
  keepOf,
  requireDropout,
} from '../src/model/dropout/dropoutMasks.js';
import { droppingBy } from '../src/model/dropout/dropUnits.js';
import { allocateForward, modelForwardInto } from '../src/model/forward.js';
import { refuseGram } from '../src/model/gram/refuseGram.js';
import { type Network, placingNetworks } from '../src/model/network.js';
import { perBatchSize } from '../src/model/perBatchSize.js';
import { zerosBeside } from '../src/numerics/arena.js';
import type { Matrix } from '../src/numerics/matrix.js';
import { extend } from './extend.js';
import type { Batch, Forward, WithNetwork } from './records.js';

/** What a pass does besides the forward equations. */
export interface ForwardOptions {
  /** Drops units while the network learns; evaluation keeps them all. Default: keeps them too. */
  readonly dropout?: DropoutOptions;
}

/**
 * Sends each batch through the network.
 *
 *   in:   --b-----b-----b--|      b: {X, Y, network}
 *         propagateForward()
 *   out:  --f-----f-----f--|      f: b + {A, Z, AL}
 *
 * Z[l] = W[l] A[l-1] + b[l] and A[l] = g[l](Z[l]), for l = 1..L, with A[0] = X and AL = A[L].
 *
 * With `{ dropout }` A[l] is multiplied by `masks[l]`, drawn for each iteration anew (see `dropoutMasks`), and
 * so is A[0]; X stays what it is. The record takes `masks` along, and `undropped`, the A[l] from before, for
 * `propagateBackward()`. Where inputs are dropped the first layer is trained at full width (see `FirstLayer`).
 *
 * Shapes: X (n_0 x m); Z[l], A[l], masks[l] (n_l x m), views that are valid until the next iteration.
 * Timing: synchronous, one out per in; ends and fails with the source.
 * @throws {RangeError} at the call, when a keep probability is not above 0 and at most 1, or the seed not an
 * integer from 0 to 2^32 - 1; through the error channel when there is not one probability for each layer
 * @throws {TypeError} through the error channel when inputs are dropped and the Gram form is asked for
 * @throws {ShapeError} through the error channel when X has not n_0 rows
 * @example
 * const batch = { network: createNetwork([1, 1], { scheme: allZeros }), X: matrix([[1, 2]]) };
 * lastValueFrom(of(batch).pipe(propagateForward(), map(({ AL }) => AL))) // => matrix([[0.5, 0.5]])
 * Source: the post, equations 1 and 2.
 */
export function propagateForward<R extends Batch & WithNetwork>(
  options: ForwardOptions = {},
): OperatorFunction<R, R & Forward> {
  const dropout = options.dropout && requireDropout(options.dropout);
  return (batch$) =>
    defer(() => {
      const buffersOf = perBatchSize((m, network: Network, X: Matrix) =>
        allocateForward(network, m, zerosBeside(X)),
      );
      const masksOf = perBatchSize((m, network: Network, X: Matrix) => {
        const buffers = allocateMasks(network, m, zerosBeside(X));
        return { buffers, dropping: droppingBy(buffers.masks) };
      });
      const place = placingNetworks();
      return batch$.pipe(
        map((batch) => {
          const { X } = batch;
          const network = place(batch.network, X);
          const buffers = buffersOf(X.cols, network, X);
          if (dropout === undefined) {
            const { A, Z, AL } = modelForwardInto(buffers, network, X);
            return extend(batch, { network, A, Z, AL });
          }
          if (keepOf(dropout.keep, 0) < 1) refuseGram(X, 'inputs are dropped');
          const masks = masksOf(X.cols, network, X);
          drawMasksInto(masks.buffers, dropout, batch.index);
          return extend(batch, {
            network,
            ...modelForwardInto(buffers, network, X, masks.dropping),
          });
        }),
      );
    });
}
