import { ConnectorError } from '../connectorError.js';
import { loadClient } from '../loadClient.js';
import type { Sink } from '../sink.js';
import { addressOf } from './address.js';
import { headersOf } from './natsHeaders.js';
import { sendInOrder } from './sendInOrder.js';

/** Where an object store sink stores. */
export interface ObjectStoreSinkOptions {
  /** `nats://host:port`, with `user:password@` or `token@` where it is needed; `tls://` encrypts. */
  readonly url: string;
  /** The name of the store: letters, digits, `-` and `_`. It is made when it is not there. */
  readonly bucket: string;
  /** The name of the object for records without a key. Default: a record must have a key. */
  readonly name?: string;
  /** How long the first connection may take. Default 5000. */
  readonly connectMs?: number;
}

/**
 * Stores records as objects in a store of NATS JetStream: what is too large for a message, such as the snapshot of a
 * network. The object is named by the key of the record; a record of the same key takes the place of the last.
 *
 *   send:      a:1 b:1 a:2
 *   resolves:  ----a:1---b:1---a:2      one after the other
 *   store:     ----a:1---a:1---a:2
 *                        b:1   b:1
 *
 * An id and a content type are kept as headers of the object.
 *
 * Timing: resolves when the whole of it is stored; until then the store holds the one before. What was not stored
 * when the connection was lost is stored again, from its beginning.
 * @throws {TypeError} when the address cannot be read
 * @throws {ConnectorError} by rejection, as a sink does; and when a record has no key and there is no `name`, or the
 *   store is full
 * @example
 * objectStoreSink({ url: 'nats://127.0.0.1', bucket: 'runs', name: 'best' }).name // => 'nats://127.0.0.1:4222/runs'
 */
export function objectStoreSink(options: ObjectStoreSinkOptions): Sink {
  const { url, bucket, name: objectName, connectMs = 5000 } = options;
  const address = addressOf(url);
  const name = `${address.shown}/${bucket}`;
  return sendInOrder({
    address,
    name,
    connectMs,
    atOnce: 1,
    async prepare(connection, client) {
      const { Objm } = await loadClient('@nats-io/obj', () => import('@nats-io/obj'));
      const store = await new Objm(connection).create(bucket);
      return async (record) => {
        const object = record.key ?? objectName;
        if (object === undefined) {
          throw new ConnectorError(
            `Cannot send to ${name}: the record has no key, and the sink no name for it`,
            { isFinal: true },
          );
        }
        const headers = headersOf(client, record);
        await store.putBlob({ name: object, ...(headers && { headers }) }, record.value);
      };
    },
  });
}
