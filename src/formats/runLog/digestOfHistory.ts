import { createHash } from 'node:crypto';
import type { RunHistory } from './history.js';

/**
 * SHA-256 of the series of a history, to compare two runs: equal if and only if their series have the same
 * names and every iteration and value of them has the same bits, in the same order. How they were written,
 * and the events, make no difference; any NaN equals any other.
 *
 * @example
 * const cost = { iterations: Float64Array.of(1), values: Float64Array.of(0.5) };
 * digestOfHistory({ series: new Map([['cost', cost]]) }).slice(0, 8) // => '86c4b154'
 */
export function digestOfHistory({ series }: Pick<RunHistory, 'series'>): string {
  const hash = createHash('sha256');
  for (const [name, { iterations, values }] of [...series].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(JSON.stringify([name, values.length]));
    hash.update(oneNaN(iterations));
    hash.update(oneNaN(values));
  }
  return hash.digest('hex');
}

/** A copy in which every NaN has the same bits: those that a computation gives depend on the processor. */
function oneNaN(numbers: Float64Array): Float64Array {
  const copy = numbers.slice();
  const words = new Uint32Array(copy.buffer);
  for (let i = 0; i < copy.length; i++) {
    if (!Number.isNaN(copy[i])) continue;
    words[2 * i] = 0;
    words[2 * i + 1] = 0x7ff80000;
  }
  return copy;
}
