import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/**
 * The next message of a process.
 *
 * @throws {Error} by rejection, when it ends instead
 */
export async function answerOf<T>(child: ChildProcess): Promise<T> {
  const settled = new AbortController();
  const { signal } = settled;
  try {
    const ended = once(child, 'exit', { signal }).then(([code, by]) => {
      throw new Error(`A process of the bench has ended, with ${by ?? code}`);
    });
    const [message]: T[] = await Promise.race([once(child, 'message', { signal }), ended]);
    return message;
  } finally {
    settled.abort();
  }
}
