import type { Sink, Unreadable } from '../../streams/index.js';

/** What could not be read, on its way to where it is kept. */
export interface DeadLetters {
  next(unreadable: Unreadable): void;
  /** How many there have been. */
  readonly count: number;
  /** Resolves when all that were put aside so far are safe; rejects when one cannot be kept. */
  settled(): Promise<void>;
}

/**
 * Keeps what could not be read, with the reason, as one line of JSON each. It is acknowledged when it is safe.
 *
 * @param sink where to; undefined to count only
 */
export function deadLetters(sink: Sink | undefined): DeadLetters {
  let count = 0;
  const pending = new Set<Promise<void>>();
  let failure: unknown;
  return {
    get count() {
      return count;
    },
    next({ delivery, reason }) {
      count++;
      if (sink === undefined) {
        delivery.ack();
        return;
      }
      const { id, position, value } = delivery;
      const letter = { reason, id, position, payload: Buffer.from(value).toString('base64') };
      const sent = sink
        .send({ value: Buffer.from(JSON.stringify(letter)), id, contentType: 'application/json' })
        .then(
          () => delivery.ack(),
          (error: unknown) => {
            failure ??= error;
          },
        );
      pending.add(sent);
      void sent.finally(() => pending.delete(sent));
    },
    async settled() {
      await Promise.all(pending);
      if (failure !== undefined) throw failure;
    },
  };
}
