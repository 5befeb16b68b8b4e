import { Observable } from 'rxjs';
import { ConnectorError } from '../connectorError.js';
import type { OpenOptions, Source } from '../source.js';
import { connectRedis, isRefusal, type RedisPlace, redisPlace } from './connectRedis.js';
import { type Reading, readGroup } from './readGroup.js';
import { settlements } from './settlements.js';

/** Which stream of Redis is read, and as whom. */
export interface RedisSourceOptions {
  /** `redis://user:password@host:port/database`, or `rediss://` over TLS. */
  readonly url: string;
  /** Its key. */
  readonly stream: string;
  /** Its readers share the entries. Made at the beginning of the stream when it is not there. Default 'gradstream'. */
  readonly group?: string;
  /** The name of this reader in its group: no two that run at once have the same. Default 'gradstream'. */
  readonly consumer?: string;
  /** Takes over what another reader of the group has left unsettled for so long. Default: never. */
  readonly claimIdleMs?: number;
  /** How long the first connection may take; one that owes an answer for twice as long is made anew. Default 5000. */
  readonly connectMs?: number;
}

/**
 * Reads a Redis stream as one of a group (Redis 5 and later; `claimIdleMs` asks for 6.2).
 *
 *   stream:   a b c d e                       e was sent last
 *   demand$:  ------3-----------2----
 *   out:      ------a-b-c-------b-d--         a and c acknowledged, b refused
 *
 * An opening gives first what this reader was given before and has not acknowledged, then what is new, in the order of
 * the entries; what comes again comes between. Acknowledgement is XACK, sent together and before it disconnects;
 * refused entries stay pending, and come to this reader again. Extension begins the time of `claimIdleMs` anew. The
 * part of a position is the key of the stream, its place the id of the entry, `ms-seq`.
 *
 * Opened behind a position, the whole group is put there: nothing is pending before it, and all that is behind it comes
 * again, whatever other readers of the group have been given.
 *
 * The value is the field `value`, the id the field `id` or else that of the entry, as `redisSink` writes them; of an
 * entry without a field `value`, it is all its fields as a JSON object of texts.
 *
 * Timing: over two connections; at most 1024 entries are on their way, and no more than are wanted. A refused entry may
 * be late by 250 ms. A stream or group that was removed is made again.
 * @throws {TypeError} when the URL is none of a Redis server
 * @throws {ConnectorError} through the error channel when the first connection cannot be made, and when the server
 * refuses, for instance since the key is no stream
 * @example
 * const source = redisSource({ url: 'redis://trainer:secret@127.0.0.1:6379', stream: 'examples' });
 * source.name // => 'redis://127.0.0.1:6379/examples'
 */
export function redisSource({
  url,
  stream,
  group = 'gradstream',
  consumer = 'gradstream',
  claimIdleMs,
  connectMs = 5000,
}: RedisSourceOptions): Source {
  const place = redisPlace(url, stream, connectMs);
  const { name } = place;
  return {
    name,
    abilities: { redelivers: true, resumes: true },
    open: ({ demand$, after }: OpenOptions) =>
      // Made by hand: what drives it is a loop over the answers of the server, not another observable.
      new Observable((subscriber) => {
        const closing = new AbortController();
        subscriber.add(() => closing.abort());
        let wanted = 0;
        let wake = () => {};
        subscriber.add(
          demand$.subscribe({
            next: (count) => {
              wanted += count;
              wake();
            },
            error: (error) => subscriber.error(error),
          }),
        );
        const reading: Reading = {
          stream,
          group,
          consumer,
          claimIdleMs,
          after: after && (after[stream] ?? '0-0'),
          wanted: () => wanted,
          untilWanted: async () => {
            if (wanted > 0) return;
            await new Promise<void>((resolve) => {
              wake = () => {
                if (wanted > 0) resolve();
              };
            });
          },
          give: (delivery) => {
            wanted--;
            subscriber.next(delivery);
          },
        };
        const fail = (error: unknown) => {
          if (closing.signal.aborted) return;
          subscriber.error(
            isRefusal(error) ? new ConnectorError(`Cannot read ${name}: ${error.message}`) : error,
          );
        };
        connectAndRead(place, reading, closing.signal, fail).catch(fail);
      }),
  };
}

async function connectAndRead(
  place: RedisPlace,
  reading: Reading,
  signal: AbortSignal,
  fail: (error: unknown) => void,
): Promise<void> {
  const client = await connectRedis(place, signal);
  signal.throwIfAborted();
  const other = client.duplicate();
  // It comes back by itself.
  other.on('error', () => {});
  const settle = settlements(other, reading, fail);
  signal.addEventListener('abort', () => settle.close());
  await readGroup(client, settle, reading, signal);
}
