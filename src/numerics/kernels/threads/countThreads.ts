import { availableParallelism } from 'node:os';

/** How many threads compute: 1 for no other than one's own, 'auto' for one on each core, up to 8. */
export type ThreadCount = number | 'auto';

const MOST_BY_THEMSELVES = 8;
const MOST = 128;

/**
 * The number that `threads` comes to on this machine.
 *
 * @throws {RangeError} when it is not an integer from 1 to 128
 * @example
 * countThreads(4) // => 4
 */
export function countThreads(threads: ThreadCount): number {
  if (threads === 'auto') return Math.min(availableParallelism(), MOST_BY_THEMSELVES);
  if (Number.isInteger(threads) && threads >= 1 && threads <= MOST) return threads;
  throw new RangeError(
    `The number of threads must be an integer from 1 to ${MOST}, not ${threads}`,
  );
}
