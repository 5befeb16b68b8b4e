import type { Sink } from '../sink.js';
import { redisPlace } from './connectRedis.js';
import { sendInOrder } from './sendInOrder.js';
import { viewOf } from './viewOf.js';

/** Which key of Redis is set. */
export interface RedisKeySinkOptions {
  /** `redis://user:password@host:port/database`, or `rediss://` over TLS. */
  readonly url: string;
  readonly key: string;
  /** How long the first connection may take; one that owes an answer for twice as long is made anew. Default 5000. */
  readonly connectMs?: number;
}

/**
 * Sets a key of Redis to the value of each record, for what only the newest counts of: snapshots of a model.
 *
 *   send:      a-----b-----
 *   key:       --aaaa--bbbb
 *   resolves:  ---a-----b--
 *
 * Who reads the key finds one whole value or another. Its id, key and content type are not written. Records, lost
 * connections and `close()` are dealt with as in `redisSink`.
 * @throws {TypeError} when the URL is none of a Redis server
 * @example
 * redisKeySink({ url: 'redis://127.0.0.1:6379', key: 'model' }).name // => 'redis://127.0.0.1:6379/model'
 */
export function redisKeySink({ url, key, connectMs = 5000 }: RedisKeySinkOptions): Sink {
  return sendInOrder(redisPlace(url, key, connectMs), (commands, { value }) => {
    commands.set(key, viewOf(value));
  });
}
