import { defer, map, type OperatorFunction } from 'rxjs';
import {
  allocateMasks,
  type Dropout,
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
import type { Schedule } from '../src/schedules/schedule.js';
import { extend } from './extend.js';
import { reading } from './reading.js';
import type { Batch, Forward, Iteration, WithNetwork } from './records.js';
import { withForward } from './runRecords.js';

/** Which units are kept while a network learns, as `DropoutOptions`; `keep` may be a schedule. */
export interface DropoutSettings extends Omit<DropoutOptions, 'keep'> {
  readonly keep: DropoutOptions['keep'] | Schedule;
}

/** What a pass does besides the forward equations. */
export interface ForwardOptions {
  /** Drops units while the network learns; evaluation keeps them all. Default: keeps them too. */
  readonly dropout?: DropoutSettings;
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
export function propagateForward<R extends Batch & WithNetwork>({
  dropout,
}: ForwardOptions = {}): OperatorFunction<R, R & Forward> {
  if (dropout !== undefined) readingDropout(dropout); // at the call, so that a wrong number throws here
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
      const dropoutAt = dropout && readingDropout(dropout);
      return batch$.pipe(
        map((batch) => {
          const { X } = batch;
          const network = place(batch.network, X);
          const buffers = buffersOf(X.cols, network, X);
          if (dropoutAt === undefined) {
            const { A, Z, AL } = modelForwardInto(buffers, network, X);
            return withForward(batch, { network, A, Z, AL });
          }
          const drops = dropoutAt(batch);
          if (keepOf(drops.keep, 0) < 1) refuseGram(X, 'inputs are dropped');
          const masks = masksOf(X.cols, network, X);
          drawMasksInto(masks.buffers, drops, batch.index);
          return extend(batch, {
            network,
            ...modelForwardInto(buffers, network, X, masks.dropping),
          });
        }),
      );
    });
}

function readingDropout({ keep, ...others }: DropoutSettings): (iteration: Iteration) => Dropout {
  if (typeof keep !== 'function') {
    const dropout = requireDropout({ keep, ...others });
    return () => dropout;
  }
  requireDropout({ keep: 1, ...others });
  const keepAt = reading(keep);
  return (iteration) => requireDropout({ keep: keepAt(iteration), ...others });
}
