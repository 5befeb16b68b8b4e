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

/** Answers that are about what was sent, or who sent it: a missing right, too many bytes. */
const FINAL = /^(NOPERM|ERR string exceeds|ERR Protocol error)/;

function refusalOf(name: string, { message }: Error): ConnectorError {
  return new ConnectorError(`Cannot send to ${name}: ${message}`, { isFinal: FINAL.test(message) });
}

/**
 * A sink that sends one command a record, in the order of the calls: what is waiting goes together, and nothing behind
 * it before all of it is answered. What was not answered when the connection was lost is sent again.
 *
 * @param append adds the command of a record
 */
export function sendInOrder(
  place: RedisPlace,
  append: (commands: ChainableCommander, record: Outgoing) => void,
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
    } finally {
      // In one go with the last look at what waits: who sends a moment later begins anew.
      sending = undefined;
    }
  }

  async function sendBatch(connected: Redis): Promise<void> {
    const batch = waiting.slice(0, LARGEST_BATCH);
    const commands = connected.pipeline();
    for (const { record } of batch) append(commands, record);
    const answers = (await commands.exec()) ?? [];
    // Answers come in order: behind the first that is lost, all are.
    const lost = answers.findIndex(([error]) => error !== null && !isRefusal(error));
    const answered = lost === -1 ? answers.length : lost;
    for (const [i, { resolve, reject }] of batch.slice(0, answered).entries()) {
      const [error] = answers[i];
      if (error === null) resolve();
      else reject(refusalOf(name, error));
    }
    waiting.splice(0, answered);
  }

  return {
    name,
    send(record) {
      if (isClosed)
        return Promise.reject(new ConnectorError(`Cannot send to ${name}: it was closed`));
      return new Promise((resolve, reject) => {
        waiting.push({ record, resolve, reject });
        sending ??= sendAll();
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
