import type { NatsConnection } from '@nats-io/transport-node';
import { filter, interval, Observable, Subscription, takeWhile, timer } from 'rxjs';
import type { Delivery } from '../delivery.js';
import { loadClient } from '../loadClient.js';
import type { OpenOptions, Source } from '../source.js';
import { addressOf } from './address.js';
import { emptyQueue, findConsumer, type Reading, redeliver, replaceConsumer } from './consumer.js';
import { holdConnection } from './holdConnection.js';
import { inHand } from './inHand.js';
import { pull } from './pull.js';
import { isPassing, refusal } from './refusals.js';
import { shortName } from './shortName.js';

/** What a JetStream source reads. */
export interface JetStreamSourceOptions {
  /** `nats://host:port`, with `user:password@` or `token@` where it is needed; `tls://` encrypts. */
  readonly url: string;
  /** The name of the stream, which must be there. */
  readonly stream: string;
  /** Only what was sent to this subject of the stream; may hold wildcards. Default: all. */
  readonly subject?: string;
  /** The name under which the server keeps what was acknowledged. Default: it keeps nothing beyond an opening. */
  readonly durable?: string;
  /** What has not been settled comes again after so long. Default 30,000. */
  readonly ackWaitMs?: number;
  /** How long the first connection may take. Default 5000. */
  readonly connectMs?: number;
}

const PAUSE_MS = 250;
/** What is to come again has not come for so long: the server is asked once more. */
const LATE_MS = 2000;
const FORGOTTEN_MS = 300_000;

/**
 * Reads a stream of NATS JetStream, by pulling: no more than is asked for leaves the server.
 *
 *   stream:   a b c d
 *   demand$:  --3--------1---
 *   out:      --abc------d---
 *   nak:      -----------b---     and b again with the next demand
 *
 * Its part is the stream, its positions are sequence numbers of the stream, and an id is that of the sender or else
 * the sequence number. With `durable` the server keeps what was acknowledged; what was not comes again, first and in
 * order, when the source is opened again, after `nak()`, and after `ackWaitMs` without `extend()`. Opened behind a
 * position, the durable reader is made anew there. A durable name is for one reader at a time.
 *
 * Timing: within the call of the client in which a message comes. An acknowledgement is sent within a few turns of the
 * event loop and not awaited; one that is lost with a connection is sent again over the next.
 * @throws {TypeError} when the address cannot be read
 * @throws {ConnectorError} through the error channel, as a source does; and when there is no such stream, or the
 *   durable reader is of another kind
 * @example
 * const source = jetStreamSource({ url: 'nats://127.0.0.1', stream: 'EXAMPLES', durable: 'trainer' });
 * source.abilities // => { redelivers: true, resumes: true }
 */
export function jetStreamSource(options: JetStreamSourceOptions): Source {
  const { url, stream, subject, durable, ackWaitMs = 30_000, connectMs = 5000 } = options;
  const address = addressOf(url);
  const name = `${address.shown}/${stream}`;

  // The client calls back: there is no observable to compose with.
  const open = ({ demand$, after }: OpenOptions) =>
    new Observable<Delivery>((subscriber) => {
      const reading: Reading = {
        name,
        stream,
        subject,
        ackWaitMs,
        consumer: durable ?? shortName(),
        ...(durable === undefined ? { forgetAfterMs: FORGOTTEN_MS } : {}),
      };
      let connection: NatsConnection | undefined;
      let pulling: ReturnType<typeof pull> | undefined;
      let pausing = Subscription.EMPTY;
      let wanted = 0;
      let next = Number(after?.[stream] ?? 0) + 1;
      /** The last delivery of the consumer that has come: undefined until it was found. */
      let last: number | undefined;
      /** What is up to here in the stream is to come again before anything else. */
      let behind = 0;
      let redeliveries = 0;

      const isUp = () => connection?.isClosed() === false;
      const say = (to: string, text: string | Uint8Array) => {
        if (isUp()) connection?.publish(to, text);
      };
      const hand = inHand(stream, { isUp, say }, () => !subscriber.closed);
      const fail = (error: unknown) => subscriber.error(refusal(`Cannot read ${name}`, error));

      /** Finds the consumer over a connection, and has what was lost on the way delivered again. */
      async function find(over: NatsConnection): Promise<void> {
        const { jetstreamManager } = await loadClient(
          '@nats-io/jetstream',
          () => import('@nats-io/jetstream'),
        );
        const manager = await jetstreamManager(over, { checkAPI: false });
        const isFirst = last === undefined;
        const first = Math.min(hand.lowest() ?? next, next);
        let info =
          isFirst && after !== undefined
            ? await replaceConsumer(manager, reading, first)
            : await findConsumer(manager, reading, first);
        const { consumer_seq, stream_seq } = info.delivered;
        // A server that was ended may know less than what has come; or it has given what never came.
        const isNews = isFirst || behind > 0 || consumer_seq !== last || stream_seq >= next;
        behind = 0;
        if (isNews) hand.spare();
        if (isNews && info.num_ack_pending > 0) {
          await emptyQueue(over, reading, info.num_ack_pending);
          info = await redeliver(manager, reading, ++redeliveries);
          behind = info.delivered.stream_seq;
        }
        last = info.delivered.consumer_seq;
      }

      function begin(over: NatsConnection): void {
        stop();
        connection = over;
        hand.sayAgain();
        find(over).then(
          () => {
            if (over !== connection || subscriber.closed) return;
            pulling = pullOver(over);
            // Where nothing is newer, nothing tells that the server had no time for it.
            pausing = interval(LATE_MS)
              .pipe(
                takeWhile(() => behind > 0),
                filter(() => wanted > 0),
              )
              .subscribe(() => beginLater(over));
          },
          (error: unknown) => {
            if (over !== connection) return;
            if (isPassing(error)) beginLater(over);
            else fail(error);
          },
        );
      }

      function pullOver(over: NatsConnection): ReturnType<typeof pull> {
        return pull({
          connection: over,
          stream,
          consumer: reading.consumer,
          wanted: () => wanted,
          receive(message, reply, sequences) {
            // One before it went to nobody, or has not come again: they are to come first, and this one behind them.
            const isEarly = behind > 0 && sequences.stream > behind;
            if (sequences.consumer !== (last ?? 0) + 1 || isEarly) return beginLater(over);
            behind = 0;
            redeliveries = 0;
            last = sequences.consumer;
            const delivery = hand.take(message, reply, sequences.stream);
            if (delivery === undefined) return;
            wanted--;
            next = Math.max(next, sequences.stream + 1);
            subscriber.next(delivery);
          },
          lost: () => beginLater(over),
          fail,
        });
      }

      function beginLater(over: NatsConnection): void {
        stop();
        pausing = timer(PAUSE_MS).subscribe(() => begin(over));
      }

      function stop(): void {
        pausing.unsubscribe();
        pulling?.end();
        pulling = undefined;
      }

      function down(): void {
        stop();
        connection = undefined;
      }

      function leave(): void {
        stop();
        hand.giveBack();
        if (durable === undefined) say(`$JS.API.CONSUMER.DELETE.${stream}.${reading.consumer}`, '');
      }

      const demands = demand$.subscribe({
        next: (count) => {
          wanted += count;
          pulling?.more();
        },
        error: (error) => subscriber.error(error),
      });
      const held = holdConnection({ address, name, connectMs, up: begin, down, fail });
      return () => {
        demands.unsubscribe();
        leave();
        void held.close();
      };
    });

  return { name, abilities: { redelivers: true, resumes: true }, open };
}
