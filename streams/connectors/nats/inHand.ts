import type { Msg } from '@nats-io/transport-node';
import { bytesOf } from '../bytesOf.js';
import type { Delivery } from '../delivery.js';
import { fifo } from '../fifo.js';
import { Settleable, type Settling } from '../settleable.js';
import { ID_HEADER } from './natsHeaders.js';
import { type Placed, unsettled } from './unsettled.js';

/** What is said to the server about a message; an acknowledgement as bytes, since there is one for each. */
const ACK = new TextEncoder().encode('+ACK');
const EXTEND = '+WPI';
const nakAfter = (delayMs: number) =>
  delayMs > 0 ? `-NAK {"delay": ${Math.round(delayMs * 1e6)}}` : '-NAK';

/** So many acknowledgements are remembered, should the server have lost them. */
const REMEMBERED = 1024;
/** So many are said in a turn of the event loop. */
const SAID_TOGETHER = 256;

/** What is read of a message. */
type Content = Pick<Msg, 'data' | 'headers'>;

/** A message that was given. One object for all that is kept of it: tens of thousands wait. */
interface Given extends Placed {
  /** Where a server that has given it, maybe once more, hears of it. */
  reply: string;
  /** When it may come again; undefined while it is being dealt with. */
  dueMs: number | undefined;
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

/** How a server is told. */
export interface Teller {
  readonly isUp: () => boolean;
  /** Publishes, where a connection is up. */
  readonly say: (subject: string, text: string | Uint8Array) => void;
}

/**
 * The messages of one opening that were given and not settled, and those that were acknowledged of late.
 *
 * Acknowledgements are said a few in each turn of the event loop, where a state that was saved acknowledges tens of
 * thousands: the server reads them while the next messages are dealt with, and what is asked for meanwhile does not
 * wait behind all of them.
 *
 * @param part of the positions: the name of the stream
 * @param isOpen whether the reader still reads
 */
export function inHand(part: string, { isUp, say }: Teller, isOpen: () => boolean) {
  const held = unsettled<Given>();
  /** The last ones, the next in the place of the oldest. */
  const acknowledged: Given[] = [];
  let next = 0;
  /** Of those, what is still to be said. */
  const unsaid = fifo<Given>();
  let isSaying = false;
  let spared = new Set<number>();
  /** What stands behind it comes for the first time. */
  let newest = 0;

  const settling: Settling<Given> = {
    ack(given) {
      if (!isOpen()) return;
      held.settle(given);
      acknowledged[next] = given;
      next = (next + 1) % REMEMBERED;
      unsaid.push(given);
      goOnSaying();
    },
    nak(given, delayMs) {
      if (!isOpen()) return;
      given.dueMs = performance.now() + delayMs;
      say(given.reply, nakAfter(delayMs));
    },
    extend(given) {
      if (isOpen()) say(given.reply, EXTEND);
    },
  };

  function goOnSaying(): void {
    if (isSaying || unsaid.size() === 0 || !isUp()) return;
    isSaying = true;
    setImmediate(() => {
      isSaying = false;
      if (isUp()) sayAcknowledged(SAID_TOGETHER);
      goOnSaying();
    });
  }

  function sayAcknowledged(most: number): void {
    for (let i = 0; i < most; i++) {
      const given = unsaid.shift();
      if (given === undefined) return;
      say(given.reply, ACK);
    }
  }

  function give(message: Content, given: Given): Delivery {
    given.dueMs = undefined;
    const at = String(given.seq);
    const id = message.headers?.get(ID_HEADER) || at;
    return new Settleable(bytesOf(message.data), id, { part, at }, given, settling);
  }

  function giveFirst(message: Content, reply: string, seq: number): Delivery {
    const given: Given = { seq, reply, dueMs: undefined, isSettled: false };
    held.add(given);
    return give(message, given);
  }

  /** The delivery of a message that may have come before. */
  function giveAgain(message: Content, reply: string, seq: number): Delivery | undefined {
    const done = acknowledged.find((given) => given.seq === seq);
    if (done !== undefined) {
      done.reply = reply;
      say(reply, ACK);
      return undefined;
    }
    const given = held.find(seq);
    if (given === undefined) return giveFirst(message, reply, seq);
    // A server that has lost what it knew of a delivery takes nothing that is said of it.
    given.reply = reply;
    if (spared.delete(seq)) {
      if (given.dueMs === undefined) return undefined;
      const leftMs = given.dueMs - performance.now();
      if (leftMs > 0) {
        say(reply, nakAfter(leftMs));
        return undefined;
      }
    }
    return give(message, given);
  }

  return {
    /** The delivery to give; nothing, when the reader has it already or is done with it. */
    take(message: Content, reply: string, seq: number): Delivery | undefined {
      if (seq <= newest) return giveAgain(message, reply, seq);
      newest = seq;
      return giveFirst(message, reply, seq);
    },
    /** All that was delivered is about to come again: what is in hand then does not count. */
    spare(): void {
      spared = new Set(Array.from(held, ({ seq }) => seq));
    },
    /** Says again what may have been lost with a connection. */
    sayAgain(): void {
      for (const { reply } of acknowledged) say(reply, ACK);
      for (const { reply, dueMs } of held) {
        if (dueMs !== undefined) say(reply, nakAfter(dueMs - performance.now()));
      }
      goOnSaying();
    },
    /** Says what is left to be said, and gives back what was not settled, in order: the next reader gets it at once. */
    giveBack(): void {
      sayAcknowledged(unsaid.size());
      for (const { reply } of held) say(reply, nakAfter(0));
    },
    /** The first that has not been settled. */
    lowest(): number | undefined {
      for (const { seq } of held) return seq;
      return undefined;
    },
  };
}
