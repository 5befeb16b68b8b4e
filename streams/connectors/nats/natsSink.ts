import type { Sink } from '../sink.js';
import { addressOf } from './address.js';
import { headersOf } from './natsHeaders.js';
import { sendInOrder } from './sendInOrder.js';

/** Where a core NATS sink sends. */
export interface NatsSinkOptions {
  /** `nats://host:port`, with `user:password@` or `token@` where it is needed; `tls://` encrypts. */
  readonly url: string;
  readonly subject: string;
  /** How long the first connection may take. Default 5000. */
  readonly connectMs?: number;
}

/**
 * Sends records to a subject of core NATS: to whoever listens at that moment. Nothing is kept.
 *
 *   send:      a b c
 *   resolves:  --a b c     when the server has each
 *
 * An id travels in the header `Nats-Msg-Id`, a content type in `Content-Type`. Keys are not sent: all records stay in
 * order.
 *
 * Timing: resolves one round trip later. What the server may not have had when the connection was lost is sent again.
 * @throws {TypeError} when the address cannot be read
 * @throws {ConnectorError} by rejection, as a sink does; and when a record is larger than the server takes
 * @example
 * natsSink({ url: 'nats://me:secret@127.0.0.1:4222', subject: 'costs' }).name // => 'nats://127.0.0.1:4222/costs'
 */
export function natsSink({ url, subject, connectMs = 5000 }: NatsSinkOptions): Sink {
  const address = addressOf(url);
  return sendInOrder({
    address,
    name: `${address.shown}/${subject}`,
    connectMs,
    atOnce: 1024,
    prepare: async (connection, client) => async (record) => {
      const headers = headersOf(client, record);
      connection.publish(subject, record.value, headers && { headers });
      await connection.flush();
    },
  });
}
