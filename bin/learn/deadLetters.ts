import { createHash } from 'node:crypto';
import { asciiJson } from '../../src/formats/asciiJson.js';
import type { Outgoing, Sink, Unreadable } from '../../streams/index.js';

/** What could not be read, on its way to where it is kept. */
export interface DeadLetters {
  /** Resolves when it is safe, or cannot be kept, which `settled()` says. */
  next(unreadable: Unreadable): Promise<void>;
  /** How many there have been. */
  readonly count: number;
  /** Resolves when all that were put aside so far are safe; rejects when one cannot be kept. */
  settled(): Promise<void>;
}

/** What is kept of a payload: in base64, with the rest of the letter, less than the 1 MiB that most brokers take. */
const MAX_BYTES = 512 * 1024;

/**
 * Keeps what could not be read, with the reason, as one line of JSON each, in ASCII: `{reason, id, position, payload}`,
 * the payload in base64. Of a large one it is the beginning; then there is `cut: {bytes, sha256}` too, of all of it. It is
 * acknowledged when it is safe.
 *
 * @param sink where to; undefined to count only
 */
export function deadLetters(sink: Sink | undefined): DeadLetters {
  let count = 0;
  const pending = new Set<Promise<void>>();
  let failure: unknown;

  async function keep(unreadable: Unreadable): Promise<void> {
    try {
      await sink?.send(letterOf(unreadable));
      unreadable.delivery.ack();
    } catch (error) {
      failure ??= error;
    }
  }

  return {
    get count() {
      return count;
    },
    next(unreadable) {
      count++;
      const kept = keep(unreadable);
      pending.add(kept);
      return kept.finally(() => pending.delete(kept));
    },
    async settled() {
      await Promise.all(pending);
      if (failure !== undefined) throw failure;
    },
  };
}

function letterOf({ delivery, reason }: Unreadable): Outgoing {
  const { id, position, value, whole } = delivery;
  const sha256 = whole?.sha256 ?? createHash('sha256').update(value).digest('hex');
  const { bytes } = whole ?? { bytes: value.length };
  const beginning = Buffer.from(value.buffer, value.byteOffset, Math.min(value.length, MAX_BYTES));
  const letter = {
    reason,
    id,
    position,
    payload: beginning.toString('base64'),
    ...(bytes > beginning.length && { cut: { bytes, sha256 } }),
  };
  return {
    value: Buffer.from(asciiJson(letter)),
    // One that no broker refuses, and that another payload under the same id does not have.
    id: createHash('sha256').update(`${sha256} ${id}`).digest('hex'),
    contentType: 'application/json',
  };
}
