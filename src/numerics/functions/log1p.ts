import { log } from './log.js';
import { logTail } from './logTail.js';

/**
 * log(1 + x) for x of 0 or more, within 2 units in the last place; small x lose no digit to the 1.
 *
 * @example
 * log1p(1e-20) // => 1e-20
 */
export function log1p(x: number): number {
  return x <= 1 ? x + logTail(x) : log(1 + x);
}
