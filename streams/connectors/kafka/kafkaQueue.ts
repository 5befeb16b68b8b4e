import { asyncScheduler, type Subscriber, type Subscription } from 'rxjs';
import type { Delivery } from '../delivery.js';
import { addDone, isDone } from './doneOffsets.js';
import type { Fetched, Share } from './kafkaShares.js';

/** Records between the broker and who asks for them. */
export interface KafkaQueue {
  /** How much memory it takes, in bytes, with what waits to come again. */
  bytes(): number;
  add(records: readonly Fetched[]): void;
  ask(count: number): void;
  /** Forgets the records of partitions that are others' by now. */
  sort(): void;
}

/** What a record takes besides its value. */
const RECORD_BYTES = 256;
const sizeOf = ({ value }: Fetched) => value.byteLength + RECORD_BYTES;

/**
 * Hands out records as they are asked for: those that come again first.
 *
 * @param onGiven there is more room
 * @param onDone a record is acknowledged
 */
export function kafkaQueue(
  subscriber: Subscriber<Delivery>,
  shares: ReadonlyMap<number, Share>,
  subscription: Subscription,
  onGiven: () => void,
  onDone: () => void,
): KafkaQueue {
  let waiting: Fetched[] = [];
  let again: Fetched[] = [];
  let wanted = 0;
  let bytes = 0;
  let isGiving = false;

  const isOwn = ({ share }: Fetched) => shares.get(share.partition) === share;

  function deliveryOf(record: Fetched): Delivery {
    const { value, id, offset, share } = record;
    const { partition } = share;
    let isOpen = true;
    const settle = (how: () => void) => {
      if (isOpen && !subscriber.closed) how();
      isOpen = false;
    };
    const acknowledge = () => {
      // The partition may have gone and come back.
      const own = shares.get(partition);
      if (own === undefined) return;
      addDone(own.done, offset, offset + 1);
      own.isNews = true;
      onDone();
    };
    const refuse = (delayMs: number) => {
      bytes += sizeOf(record);
      const comeAgain = () => {
        again.push(record);
        give();
      };
      subscription.add(asyncScheduler.schedule(comeAgain, delayMs));
    };
    return {
      value,
      id,
      position: { part: String(partition), at: String(offset) },
      ack: () => settle(acknowledge),
      nak: (delayMs = 0) => settle(() => refuse(delayMs)),
      extend() {},
    };
  }

  function next(): Fetched | undefined {
    for (;;) {
      const record = again.shift() ?? waiting.shift();
      if (record === undefined) return undefined;
      bytes -= sizeOf(record);
      const { share, offset } = record;
      if (isOwn(record) && !(share.skips && isDone(share.done, offset))) return record;
    }
  }

  function give(): void {
    if (isGiving) return;
    isGiving = true;
    while (wanted > 0 && !subscriber.closed) {
      const record = next();
      if (record === undefined) break;
      wanted--;
      subscriber.next(deliveryOf(record));
    }
    isGiving = false;
    onGiven();
  }

  return {
    bytes: () => bytes,
    add(records) {
      for (const record of records) {
        bytes += sizeOf(record);
        waiting.push(record);
      }
      give();
    },
    ask(count) {
      wanted += count;
      give();
    },
    sort() {
      for (const record of [...waiting, ...again]) if (!isOwn(record)) bytes -= sizeOf(record);
      waiting = waiting.filter(isOwn);
      again = again.filter(isOwn);
    },
  };
}
