import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { interval } from 'rxjs';
import { type Sequences, sequencesOf } from './inHand.js';
import { shortName } from './shortName.js';

export interface PullOptions {
  readonly connection: NatsConnection;
  readonly stream: string;
  readonly consumer: string;
  /** How many messages are wanted. */
  readonly wanted: () => number;
  readonly receive: (message: Msg, reply: string, sequences: Sequences) => void;
  /** The server has stopped to answer, or has ended what was asked for. */
  readonly lost: () => void;
  readonly fail: (error: unknown) => void;
}

const NANOSECONDS = 1e6;
const MOST_AT_ONCE = 1000;
/** On their way at most. */
const MOST_ASKED = 2 * MOST_AT_ONCE;
/** A request ends by itself, so that the server forgets a reader that is gone. */
const EXPIRES_MS = 30_000;
const HEARTBEAT_MS = 5000;
const QUIET_MS = 12_500;

const HEARTBEAT = 100;
/** There was nothing, or not enough, until the request ended. */
const ENDED = [404, 408];
/** How many messages a request has ended without. */
const MISSING = 'Nats-Pending-Messages';

/**
 * Pulls messages over one connection, never more than are wanted. While messages are on their way, the next are asked
 * for when they are half of what is wanted, so that the server need not wait for a request, nor answers many small ones.
 *
 *   wanted:   --4--------------2--2----
 *   request:  --4-----1--------2--2----    renewed when it ends unfulfilled
 *   receive:  ---abc----d-------e--fgh-
 */
export function pull(options: PullOptions): { more(): void; end(): void } {
  const { connection, stream, consumer, wanted, receive, lost, fail } = options;
  let asked = 0;
  let isQuiet = false;
  let isOver = false;

  function more(): void {
    if (isOver || connection.isClosed()) return;
    const missing = wanted() - asked;
    const batch = Math.min(missing, MOST_AT_ONCE, MOST_ASKED - asked);
    if (batch <= 0 || (asked > 0 && 2 * missing < wanted())) return;
    asked += batch;
    isQuiet = false;
    const request = {
      batch,
      expires: EXPIRES_MS * NANOSECONDS,
      idle_heartbeat: HEARTBEAT_MS * NANOSECONDS,
    };
    const subject = `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`;
    connection.publish(subject, JSON.stringify(request), { reply: inbox });
  }

  const inbox = `_INBOX.${shortName()}`;
  const subscription = connection.subscribe(inbox, {
    callback(error, message) {
      if (error !== null) return fail(error);
      isQuiet = false;
      const reply = message.reply ?? '';
      const sequences = sequencesOf(reply);
      if (sequences !== undefined) {
        asked--;
        receive(message, reply, sequences);
        more();
        return;
      }
      const code = message.headers?.code ?? 0;
      if (code === HEARTBEAT) return;
      if (!ENDED.includes(code)) return lost();
      asked -= Math.min(asked, Number(message.headers?.get(MISSING) || asked));
      more();
    },
  });
  const watch = interval(QUIET_MS).subscribe(() => {
    if (asked > 0 && isQuiet) lost();
    isQuiet = true;
  });

  more();
  return {
    more,
    end() {
      isOver = true;
      watch.unsubscribe();
      subscription.unsubscribe();
    },
  };
}
