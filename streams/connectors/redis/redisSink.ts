import type { Sink } from '../sink.js';
import { redisPlace } from './connectRedis.js';
import { sendInOrder } from './sendInOrder.js';
import { viewOf } from './viewOf.js';

/** Which stream of Redis is written to. */
export interface RedisSinkOptions {
  /** `redis://user:password@host:port/database`, or `rediss://` over TLS. */
  readonly url: string;
  /** Its key. */
  readonly stream: string;
  /** Entries that are kept, read or not: the oldest go. Default: all. */
  readonly maxLength?: number;
  /** How long the first connection may take; one that owes an answer for twice as long is made anew. Default 5000. */
  readonly connectMs?: number;
}

/**
 * Appends records to a Redis stream: XADD with the fields `value`, and `id`, `key` and `contentType` where they are
 * given.
 *
 *   send:      a-b-c----d----
 *   stream:    --abc-----d---
 *   resolves:  ---abc-----d--
 *
 * A record is safe when the server has answered, as far as its own settings go (`appendfsync`). One that was not
 * answered when the connection was lost is sent again, so that it may stand there twice. `close()` waits for what is on
 * its way, but not longer than `connectMs` for a server that is away.
 * @throws {TypeError} when the URL is none of a Redis server
 * @throws {RangeError} when `maxLength` is no count
 * @example
 * const sink = redisSink({ url: 'redis://:secret@127.0.0.1:6379/2', stream: 'reports' });
 * sink.name // => 'redis://127.0.0.1:6379/2/reports'
 */
export function redisSink({ url, stream, maxLength, connectMs = 5000 }: RedisSinkOptions): Sink {
  if (maxLength !== undefined && !(Number.isSafeInteger(maxLength) && maxLength > 0))
    throw new RangeError(`A stream keeps one entry or more, not maxLength ${maxLength}`);
  const trim = maxLength === undefined ? [] : ['MAXLEN', maxLength];
  return sendInOrder(redisPlace(url, stream, connectMs), (commands, record) => {
    const { value, id, key, contentType } = record;
    const fields: (string | Buffer)[] = ['value', viewOf(value)];
    if (id !== undefined) fields.push('id', id);
    if (key !== undefined) fields.push('key', key);
    if (contentType !== undefined) fields.push('contentType', contentType);
    commands.xadd(stream, ...trim, '*', ...fields);
  });
}
