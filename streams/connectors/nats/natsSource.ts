import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { Observable } from 'rxjs';
import { bytesOf } from '../bytesOf.js';
import type { Delivery } from '../delivery.js';
import { fifo } from '../fifo.js';
import { Settleable, type Settling } from '../settleable.js';
import type { OpenOptions, Source } from '../source.js';
import { addressOf } from './address.js';
import { holdConnection } from './holdConnection.js';
import { ID_HEADER } from './natsHeaders.js';
import { refusal } from './refusals.js';

/** What a core NATS source listens to. */
export interface NatsSourceOptions {
  /** `nats://host:port`, with `user:password@` or `token@` where it is needed; `tls://` encrypts. */
  readonly url: string;
  /** May hold wildcards: `examples.*`, `examples.>`. */
  readonly subject: string;
  /** How many messages wait for demand at most. Default 1024. */
  readonly maxBuffered?: number;
  /** Is told how many messages of an opening have been dropped, with each that is. Default: nobody is told. */
  readonly onDropped?: (count: number) => void;
  /** How long the first connection may take. Default 5000. */
  readonly connectMs?: number;
}

/**
 * Listens to a subject of core NATS: to what is sent while it is open.
 *
 *   subject:  --a-b-c-d------
 *   demand$:  -----2-----1---
 *   out:      -----a-b---c---      d waits
 *
 * NATS sends without being asked. What comes beyond the demand waits, up to `maxBuffered` messages; what comes beyond
 * those is dropped, and `onDropped` is told.
 *
 * Nothing is kept: what is sent while it is not open, or not connected, is gone. `ack`, `nak` and `extend` do nothing,
 * and positions (the subject, and how many messages came before in this opening) cannot be begun behind. The id is
 * that of the header `Nats-Msg-Id`, or the number of the message in this opening.
 * @throws {TypeError} when the address cannot be read
 * @throws {ConnectorError} through the error channel, as a source does; and when the server forbids the subject
 * @example
 * natsSource({ url: 'nats://127.0.0.1', subject: 'examples' }).name // => 'nats://127.0.0.1:4222/examples'
 */
export function natsSource(options: NatsSourceOptions): Source {
  const { url, subject, maxBuffered = 1024, onDropped, connectMs = 5000 } = options;
  const address = addressOf(url);
  const name = `${address.shown}/${subject}`;

  // The client calls back: there is no observable to compose with.
  const open = ({ demand$ }: OpenOptions) =>
    new Observable<Delivery>((subscriber) => {
      // Messages as they came: tens of thousands may wait, and deliveries are larger.
      const waiting = fifo<Numbered>();
      let wanted = 0;
      let count = 0;
      let dropped = 0;
      const fail = (error: unknown) => subscriber.error(refusal(`Cannot read ${name}`, error));

      function give(): void {
        while (wanted > 0 && !subscriber.closed) {
          const numbered = waiting.shift();
          if (numbered === undefined) return;
          wanted--;
          subscriber.next(deliveryOf(numbered, subject));
        }
      }

      function receive(message: Msg): void {
        const number = count++;
        if (wanted === 0 && waiting.size() >= maxBuffered) {
          onDropped?.(++dropped);
          return;
        }
        waiting.push({ message, number });
        give();
      }

      function listen(connection: NatsConnection): void {
        const callback = (error: Error | null, message: Msg) => {
          if (error === null) receive(message);
          else fail(error);
        };
        connection.subscribe(subject, { callback });
      }

      const demands = demand$.subscribe({
        next: (more) => {
          wanted += more;
          give();
        },
        error: (error) => subscriber.error(error),
      });
      const held = holdConnection({
        address,
        name,
        connectMs,
        up: listen,
        down() {},
        fail,
      });
      return () => {
        demands.unsubscribe();
        void held.close();
      };
    });

  return { name, abilities: { redelivers: false, resumes: false }, open };
}

/** Nobody waits for it. */
const UNSETTLED: Settling = { ack() {}, nak() {}, extend() {} };

interface Numbered {
  readonly message: Msg;
  readonly number: number;
}

function deliveryOf({ message, number }: Numbered, part: string): Delivery {
  const at = String(number);
  const id = message.headers?.get(ID_HEADER) || at;
  return new Settleable(bytesOf(message.data), id, { part, at }, undefined, UNSETTLED);
}
