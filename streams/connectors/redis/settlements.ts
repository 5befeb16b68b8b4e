import type { Redis } from 'ioredis';
import { isRefusal } from './connectRedis.js';

/** A reader of a group of readers. */
export interface Member {
  readonly stream: string;
  readonly group: string;
  readonly consumer: string;
}

/** What is told to the server about entries that were delivered. */
export interface Settlements {
  ack(id: string): void;
  extend(id: string): void;
  /** Sends what is left, and disconnects. */
  close(): void;
}

const LARGEST_BATCH = 1000;

/**
 * Settles entries over a connection of its own, since that of the reader waits for entries.
 *
 * What is acknowledged while an answer is awaited goes together; what was not answered when the connection was lost is
 * sent again.
 *
 * @param fail is called when the server refuses
 */
export function settlements(
  client: Redis,
  { stream, group, consumer }: Member,
  fail: (refusal: Error) => void,
): Settlements {
  const dealtWith: string[] = [];
  let isSending = false;

  async function send(): Promise<void> {
    isSending = true;
    // What is acknowledged in one go is sent in one go.
    await Promise.resolve();
    while (dealtWith.length > 0) {
      const batch = dealtWith.slice(0, LARGEST_BATCH);
      try {
        await client.xack(stream, group, ...batch);
        dealtWith.splice(0, batch.length);
      } catch (error) {
        if (!isRefusal(error)) continue;
        dealtWith.length = 0;
        fail(error);
      }
    }
    isSending = false;
  }

  return {
    ack(id) {
      dealtWith.push(id);
      if (!isSending) void send();
    },
    extend(id) {
      // Worth nothing later. Of those that are pending, it touches the time alone.
      if (client.status === 'ready')
        client.xclaim(stream, group, consumer, 0, id, 'JUSTID').catch(() => {});
    },
    close() {
      const left = dealtWith.splice(0);
      if (client.status !== 'ready') return client.disconnect();
      for (let i = 0; i < left.length; i += LARGEST_BATCH)
        client.xack(stream, group, ...left.slice(i, i + LARGEST_BATCH)).catch(() => {});
      client.quit().catch(() => {});
    },
  };
}
