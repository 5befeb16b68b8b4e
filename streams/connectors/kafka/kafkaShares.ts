import type { Batch, KafkaMessage } from 'kafkajs';
import { bytesOf } from '../bytesOf.js';
import type { Positions } from '../delivery.js';
import { idText } from '../idText.js';
import { addDone, addDoneText, type DoneOffsets, isDone } from './doneOffsets.js';

/** A partition, as long as it is this reader's. */
export interface Share {
  readonly partition: number;
  readonly done: DoneOffsets;
  /** The offset that is read next; unknown until the broker has said where the partition was left. */
  next: number | undefined;
  /** Whether `next` is where reading was left, or is to begin: who comes first misses nothing. */
  wasLeft: boolean;
  /** Whether records that are done are left out. */
  readonly skips: boolean;
  /** Whether something is done that the broker has not been told. */
  isNews: boolean;
}

/** A record that has been fetched. */
export interface Fetched {
  readonly share: Share;
  readonly offset: number;
  readonly id: string;
  readonly value: Uint8Array;
}

/** The offset at which each partition begins behind these positions; `lows` are the first that the broker keeps. */
export function beginningsBehind(
  after: Positions,
  lows: ReadonlyMap<number, number>,
): Map<number, number> {
  const start = ([partition, low]: [number, number]): [number, number] => {
    const at = after[partition];
    return [partition, at === undefined ? low : Math.max(low, Number(at) + 1)];
  };
  return new Map(Array.from(lows, start));
}

/** A partition that becomes this reader's. */
export function newShare(partition: number, beginning?: number): Share {
  return {
    partition,
    // Whoever begins behind a position has dealt with what is before it.
    done: { first: beginning ?? 0, ranges: [] },
    next: beginning,
    wasLeft: beginning !== undefined,
    skips: beginning === undefined,
    isNews: false,
  };
}

/** What the group has committed for a partition. */
export interface Committed {
  readonly partition: number;
  readonly offset: string;
  readonly metadata: string | null;
}

/** Takes in where the group was left; -1 stands for never. */
export function learn(share: Share, { offset, metadata }: Committed): void {
  if (Number(offset) >= 0) {
    addDoneText(share.done, Number(offset), metadata);
    share.wasLeft = true;
  }
  share.next ??= share.done.first;
}

const NO_BYTES = new Uint8Array(0);

/** Of what was fetched, in order, what is new to this reader; it goes on behind it. */
export function take(
  share: Share,
  { messages, highWatermark }: Pick<Batch, 'messages' | 'highWatermark'>,
): Fetched[] {
  const { done, partition, skips } = share;
  const { next: expected = 0 } = share;
  // A topic that was made anew begins anew.
  if (Number(messages[0]?.offset) < expected && Number(highWatermark) < expected) {
    share.next = 0;
    done.first = 0;
    done.ranges.length = 0;
  }
  return messages.flatMap((message) => {
    const offset = Number(message.offset);
    const next = share.next ?? offset;
    if (offset < next) return [];
    // Between records that follow each other there is nothing to wait for.
    addDone(done, next, offset);
    share.next = offset + 1;
    share.wasLeft = true;
    if (skips && isDone(done, offset)) return [];
    return [
      { share, offset, id: idOf(message, partition), value: bytesOf(message.value ?? NO_BYTES) },
    ];
  });
}

function idOf({ headers, offset }: KafkaMessage, partition: number): string {
  const [id] = [headers?.id].flat();
  return idText(id) ?? `${partition}-${offset}`;
}
