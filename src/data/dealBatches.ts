import { requireSeed } from '../numerics/random/random.js';
import type { BatchPlanOptions } from './batchPlan.js';
import { shufflingTo } from './shufflingTo.js';

/** How far the dealing has come: it goes on from there with the same examples. */
export interface BatchCursor {
  /** Passes over the data begun before this one. */
  readonly epoch: number;
  /** Examples of this pass that have been dealt, or left out. */
  readonly dealt: number;
}

/** Batches whose size may be another one each time. */
export interface BatchDealer {
  /** The next batch, of at most `size` examples, as a view that is valid until the next call. */
  next(size: number): Uint32Array;
  /** Where it stands after the last batch. */
  readonly cursor: BatchCursor;
}

/** How they are dealt, and from where on. */
export interface DealOptions extends Pick<BatchPlanOptions, 'lastBatch' | 'shuffle'> {
  /** Default: the first example of epoch 0. */
  readonly from?: BatchCursor | undefined;
}

/**
 * Deals batches of changing size, so that every example comes once an epoch (but for what 'drop' leaves out
 * at its end). With one size for all they are those of `planBatches`.
 *
 * The first batch of an epoch tells whether that is shuffled: one that holds all examples is not.
 *
 * @param m number of examples
 * @throws {RangeError} when the seed is not an integer from 0 to 2^32 - 1; of `next`, when a size is not a
 * whole number, 1 or more
 * @example
 * const dealer = dealBatches(5, { shuffle: 'none' });
 * [2, 1, 4].map((size) => [...dealer.next(size)]) // => [[0, 1], [2], [3, 4]]
 */
export function dealBatches(
  m: number,
  { lastBatch = 'keep', shuffle = 1, from = { epoch: 0, dealt: 0 } }: DealOptions = {},
): BatchDealer {
  if (shuffle !== 'none') requireSeed(shuffle);
  const stored = Uint32Array.from({ length: m }, (_, i) => i);
  const order = stored.slice();
  const toEpoch = shuffle === 'none' ? () => {} : shufflingTo(order, shuffle);
  let { epoch, dealt } = from;

  return {
    get cursor() {
      return { epoch, dealt };
    },
    next(size) {
      if (!Number.isInteger(size) || size < 1) {
        throw new RangeError(`A batch has a whole number of examples, 1 or more; found ${size}`);
      }
      const most = Math.min(size, m);
      const left = m - dealt;
      if (left === 0 || (left < most && lastBatch === 'drop')) {
        epoch++;
        dealt = 0;
      }
      const end = Math.min(m, dealt + most);
      const isWhole = dealt === 0 && end === m;
      if (!isWhole) toEpoch(epoch);
      const batch = (isWhole ? stored : order).subarray(dealt, end);
      dealt = end;
      return batch;
    },
  };
}
