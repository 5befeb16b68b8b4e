import type { ChainableCommander, Redis } from 'ioredis';
import { ConnectorError } from '../connectorError.js';
import type { Outgoing, Sink } from '../sink.js';
import { connectRedis, isRefusal, type RedisPlace } from './connectRedis.js';

interface Waiting {
  readonly record: Outgoing;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

const LARGEST_BATCH = 256;

/**
 * A sink that sends one command a record, in the order of the calls: what is waiting goes together, and nothing behind
 * it before all of it is answered. What was not answered when the connection was lost is sent again.
 *
 * @param append adds the command of a record
 */
export function sendInOrder(
  place: RedisPlace,
  append: (batch: ChainableCommander, record: Outgoing) => void,
): Sink {
  const { name, connectMs } = place;
  const waiting: Waiting[] = [];
  const closing = new AbortController();
  let connection: Promise<Redis> | undefined;
  let client: Redis | undefined;
  let sending: Promise<void> | undefined;
  let isClosed = false;

  const giveUp = (error: Error) => {
    for (const { reject } of waiting.splice(0)) reject(error);
  };

  async function sendAll(): Promise<void> {
    try {
      connection ??= connectRedis(place, closing.signal);
      client = await connection;
      while (waiting.length > 0 && !closing.signal.aborted) await sendBatch(client);
    } catch (error) {
      connection = undefined;
      giveUp(error instanceof Error ? error : new Error(String(error)));
    }
  }

  async function sendBatch(connected: Redis): Promise<void> {
    const batch = connected.pipeline();
    for (const { record } of waiting.slice(0, LARGEST_BATCH)) append(batch, record);
    for (const [error] of (await batch.exec()) ?? []) {
      // Answers come in order: nothing behind it has been answered.
      if (error !== null && !isRefusal(error)) return;
      const sent = waiting.shift();
      if (error === null) sent?.resolve();
      else sent?.reject(new ConnectorError(`Cannot send to ${name}: ${error.message}`));
    }
  }

  return {
    name,
    send(record) {
      if (isClosed)
        return Promise.reject(new ConnectorError(`Cannot send to ${name}: it was closed`));
      return new Promise((resolve, reject) => {
        waiting.push({ record, resolve, reject });
        sending ??= sendAll().finally(() => {
          sending = undefined;
        });
      });
    },
    async close() {
      isClosed = true;
      // A server that does not come back is not waited for.
      const check = setInterval(() => {
        if (client?.status !== 'ready') closing.abort();
      }, connectMs);
      const aborted = new Promise((resolve) => closing.signal.addEventListener('abort', resolve));
      await Promise.race([sending, aborted]);
      clearInterval(check);
      closing.abort();
      giveUp(new ConnectorError(`Cannot send to ${name}: it was closed while the server was away`));
    },
  };
}
