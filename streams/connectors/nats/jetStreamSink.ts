import { ConnectorError } from '../connectorError.js';
import { loadClient } from '../loadClient.js';
import type { Outgoing, Sink } from '../sink.js';
import { addressOf } from './address.js';
import { headersOf } from './natsHeaders.js';
import { sendInOrder } from './sendInOrder.js';

/** Where a JetStream sink sends. */
export interface JetStreamSinkOptions {
  /** `nats://host:port`, with `user:password@` or `token@` where it is needed; `tls://` encrypts. */
  readonly url: string;
  /** A subject that a stream takes. */
  readonly subject: string;
  /** How long the first connection may take. Default 5000. */
  readonly connectMs?: number;
}

/**
 * Sends records to a stream of NATS JetStream, which keeps them.
 *
 *   send:      a b b c
 *   resolves:  --a b b c
 *   stream:    --a b---c     the second b has the id of the first
 *
 * A record that is sent again within the stream's window for duplicates (2 minutes, where it was not set) is kept
 * once: by its id, or by one that the sink gives it. Keys are not sent: all records stay in order.
 *
 * Timing: resolves when the stream has stored it. What was not stored when the connection was lost is sent again.
 * @throws {TypeError} when the address cannot be read
 * @throws {ConnectorError} by rejection, as a sink does; and when no stream takes the subject, the stream is full or
 *   the record is larger than the server takes
 * @example
 * jetStreamSink({ url: 'nats://127.0.0.1:4222', subject: 'costs' }).name // => 'nats://127.0.0.1:4222/costs'
 */
export function jetStreamSink({ url, subject, connectMs = 5000 }: JetStreamSinkOptions): Sink {
  const address = addressOf(url);
  const name = `${address.shown}/${subject}`;
  const sink = sendInOrder({
    address,
    name,
    connectMs,
    atOnce: 1024,
    async prepare(connection, client) {
      const { jetstream } = await loadClient(
        '@nats-io/jetstream',
        () => import('@nats-io/jetstream'),
      );
      const stream = jetstream(connection);
      return async (record) => {
        const headers = headersOf(client, record);
        await stream.publish(subject, record.value, headers && { headers }).catch((error) => {
          throw isUntaken(error) ? new ConnectorError(untaken(name), { cause: error }) : error;
        });
      };
    },
  });
  return {
    ...sink,
    send: (record: Outgoing) => sink.send({ ...record, id: record.id ?? crypto.randomUUID() }),
  };
}

/** Nobody answers: so says the client when no stream takes a subject, too. */
const isUntaken = (error: unknown) =>
  error instanceof Error && error.name === 'JetStreamNotEnabled';

const untaken = (name: string) =>
  `Cannot send to ${name}: no JetStream stream takes this subject: make one with "nats stream add"`;
