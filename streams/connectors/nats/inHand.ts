import type { Msg } from '@nats-io/transport-node';
import { bytesOf } from '../bytesOf.js';
import type { Delivery } from '../delivery.js';
import { Settleable, SettledOnce, type Settling } from '../settleable.js';
import { ID_HEADER } from './natsHeaders.js';

/** What is said to the server about a message; an acknowledgement as bytes, since there is one for each. */
const ACK = new TextEncoder().encode('+ACK');
const EXTEND = '+WPI';
const nakAfter = (delayMs: number) =>
  delayMs > 0 ? `-NAK {"delay": ${Math.round(delayMs * 1e6)}}` : '-NAK';

/** So many acknowledgements are remembered, should the server have lost them. */
const REMEMBERED = 1024;

interface Held {
  readonly reply: string;
  /** When it may come again; Infinity while it is being dealt with. */
  readonly dueMs: number;
}

/** A message by its place in the stream, and where it is settled. */
interface Message {
  readonly seq: number;
  readonly reply: string;
}

/** What stands in the subject under which a message of JetStream is acknowledged. */
export interface Sequences {
  /** Where the message stands in the stream. */
  readonly stream: number;
  /** Which delivery of the consumer it is: 1, 2, 3 ... */
  readonly consumer: number;
}

/** `$JS.ACK.stream.consumer.deliveries.streamSeq.consumerSeq.time.pending`, or with domain and account before them. */
export function sequencesOf(reply: string): Sequences | undefined {
  if (!reply.startsWith('$JS.ACK.')) return undefined;
  // Not split: a million small texts a second are felt.
  const dots: number[] = [];
  for (let at = reply.indexOf('.'); at !== -1; at = reply.indexOf('.', at + 1)) dots.push(at);
  if (dots.length < 8) return undefined;
  const first = dots.length === 8 ? 4 : 6;
  const numberBehind = (dot: number) => Number(reply.slice(dots[dot] + 1, dots[dot + 1]));
  return { stream: numberBehind(first), consumer: numberBehind(first + 1) };
}

/**
 * The messages of one opening that were given and not settled, and those that were acknowledged of late.
 *
 * @param part of the positions: the name of the stream
 * @param say publishes, where a connection is up
 * @param isOpen whether the reader still reads
 */
export function inHand(
  part: string,
  say: (subject: string, text: string | Uint8Array) => void,
  isOpen: () => boolean,
) {
  const held = new Map<number, Held>();
  const acknowledged = new Map<number, string>();
  /** Those, the next one in the place of the oldest. */
  const remembered: (number | undefined)[] = [];
  let next = 0;
  let spared = new Map<number, Held>();

  /** Where a server that has given a message once more hears of it. */
  const newestOf = ({ seq, reply }: Message) => held.get(seq)?.reply ?? reply;

  const settling: Settling<Message> = {
    ack(message) {
      if (!isOpen()) return;
      const { seq } = message;
      const newest = newestOf(message);
      held.delete(seq);
      remember(seq, newest);
      say(newest, ACK);
    },
    nak(message, delayMs) {
      if (!isOpen()) return;
      const { seq } = message;
      const newest = newestOf(message);
      held.set(seq, { reply: newest, dueMs: performance.now() + delayMs });
      say(newest, nakAfter(delayMs));
    },
    extend(message) {
      if (isOpen()) say(newestOf(message), EXTEND);
    },
  };

  function deliveryOf(message: Msg, reply: string, seq: number): Delivery {
    const at = String(seq);
    const id = message.headers?.get(ID_HEADER) || at;
    const settlement = new SettledOnce({ seq, reply }, settling);
    return new Settleable(bytesOf(message.data), id, { part, at }, settlement);
  }

  function remember(seq: number, reply: string): void {
    // Not the first key of the map: each look for it would pass all that were deleted.
    const oldest = remembered[next];
    if (oldest !== undefined) acknowledged.delete(oldest);
    remembered[next] = seq;
    next = (next + 1) % REMEMBERED;
    acknowledged.set(seq, reply);
  }

  return {
    /** The delivery to give; nothing, when the reader has it already or is done with it. */
    take(message: Msg, reply: string, seq: number): Delivery | undefined {
      const before = spared.get(seq);
      spared.delete(seq);
      if (acknowledged.has(seq)) {
        acknowledged.set(seq, reply);
        say(reply, ACK);
        return undefined;
      }
      if (before !== undefined && held.has(seq)) {
        // A server that has lost what it knew of a delivery takes nothing that is said of it.
        held.set(seq, { reply, dueMs: held.get(seq)?.dueMs ?? before.dueMs });
        const isRefused = before.dueMs !== Number.POSITIVE_INFINITY;
        const leftMs = before.dueMs - performance.now();
        if (isRefused && leftMs > 0) say(reply, nakAfter(leftMs));
        if (!isRefused || leftMs > 0) return undefined;
      }
      held.set(seq, { reply, dueMs: Number.POSITIVE_INFINITY });
      return deliveryOf(message, reply, seq);
    },
    /** All that was delivered is about to come again: what is in hand then does not count. */
    spare(): void {
      spared = new Map(held);
    },
    /** Says again what may have been lost with a connection. */
    sayAgain(): void {
      for (const reply of acknowledged.values()) say(reply, ACK);
      for (const { reply, dueMs } of held.values()) {
        if (dueMs !== Number.POSITIVE_INFINITY) say(reply, nakAfter(dueMs - performance.now()));
      }
    },
    /** Gives back what was not settled, in order: the next reader gets it at once. */
    giveBack(): void {
      const inOrder = [...held].sort(([a], [b]) => a - b);
      for (const [, { reply }] of inOrder) say(reply, nakAfter(0));
    },
    /** The first that has not been settled. */
    lowest(): number | undefined {
      let lowest: number | undefined;
      for (const seq of held.keys()) if (lowest === undefined || seq < lowest) lowest = seq;
      return lowest;
    },
  };
}
