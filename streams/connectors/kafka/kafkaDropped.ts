import type { Batch } from 'kafkajs';
import type { Positions } from '../delivery.js';
import type { Share } from './kafkaShares.js';
import type { KafkaDropped } from './kafkaSource.js';

/** What was dropped of what is behind positions; `lows` are the first offsets that the broker keeps. */
export function droppedBehind(
  after: Positions,
  lows: ReadonlyMap<number, number>,
): readonly KafkaDropped[] {
  return Array.from(lows, ([partition, to]) => {
    const at = after[partition];
    return { partition, from: at === undefined ? to : Number(at) + 1, to };
  }).filter(({ from, to }) => from < to);
}

/** Where a fetch began. The types of kafkajs leave it out. */
const beginningOf = (batch: Batch & { readonly fetchedOffset?: string }) =>
  Number(batch.fetchedOffset);

/**
 * Whether a fetch began behind what a reader wants next. kafkajs goes to the first record that is kept when the broker
 * says that an offset is out of range; it also passes over records of transactions.
 */
export function mayBeDropped({ next, wasLeft }: Share, batch: Batch): boolean {
  return wasLeft && next !== undefined && beginningOf(batch) > next;
}

/** What was dropped before a fetch for which `mayBeDropped()`; `low` is the first offset that the broker keeps. */
export function droppedBefore(
  { partition, next = 0 }: Share,
  batch: Batch,
  low: number,
): readonly KafkaDropped[] {
  const to = Math.min(beginningOf(batch), low);
  return next < to ? [{ partition, from: next, to }] : [];
}
