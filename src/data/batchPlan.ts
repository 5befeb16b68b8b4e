import { requireSeed } from '../numerics/random/random.js';
import { shufflingTo } from './shufflingTo.js';

/** How the examples of an epoch are dealt out. */
export interface BatchPlanOptions {
  /** Examples in a batch: an integer from 1 to the size of the data, or all of them. Default 'full'. */
  readonly batchSize?: number | 'full';
  /** What becomes of a last batch that is not full. Default 'keep'. */
  readonly lastBatch?: 'keep' | 'drop';
  /**
   * Seed of the order, an integer from 0 to 2^32 - 1, drawn anew each epoch; 'none' takes the examples
   * as they stand. Default 1.
   */
  readonly shuffle?: number | 'none';
}

/** Which examples each iteration sees. */
export interface BatchPlan {
  readonly batchesPerEpoch: number;
  /**
   * The examples of iteration `index` (from 0), as a view that is valid until the next call.
   * Going forward is cheap; going back replays the shuffles from the seed.
   */
  examplesOf(index: number): Uint32Array;
}

/**
 * Plans mini-batches so that every example comes once an epoch (but for a dropped last batch).
 *
 * The order of epoch e is the (e+1)-th `permutation(m)` of `createRandom(shuffle)`, as in NumPy.
 * A full batch is never shuffled: its order changes nothing but the rounding.
 *
 * @param m number of examples
 * @throws {RangeError} when the batch size is not an integer from 1 to m, or the seed not one from 0 to
 * 2^32 - 1
 * @example
 * planBatches(5, { batchSize: 2, shuffle: 'none' }).examplesOf(2) // => Uint32Array.of(4)
 */
export function planBatches(
  m: number,
  { batchSize = 'full', lastBatch = 'keep', shuffle = 1 }: BatchPlanOptions = {},
): BatchPlan {
  const size = batchSize === 'full' ? m : batchSize;
  if (!Number.isInteger(size) || size < 1 || size > m) {
    throw new RangeError(`A batch has from 1 to ${m} examples, all there are; found ${size}`);
  }
  if (shuffle !== 'none') requireSeed(shuffle);
  const batchesPerEpoch = lastBatch === 'keep' ? Math.ceil(m / size) : Math.floor(m / size);
  const order = Uint32Array.from({ length: m }, (_, i) => i);
  const batches = Array.from({ length: batchesPerEpoch }, (_, k) =>
    order.subarray(k * size, (k + 1) * size),
  );
  const seed = size === m ? 'none' : shuffle;
  const toEpoch = seed === 'none' ? () => {} : shufflingTo(order, seed);

  return {
    batchesPerEpoch,
    examplesOf(index) {
      toEpoch(Math.floor(index / batchesPerEpoch));
      return batches[index % batchesPerEpoch];
    },
  };
}
