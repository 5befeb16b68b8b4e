import type { Random } from '../../numerics/random/random.js';

/** A number drawn evenly between `low` and `high`. */
export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random.uniform();
}

/**
 * One of `items`, each equally likely.
 *
 * @throws {RangeError} when there are none
 */
export function oneOf<T>(random: Random, items: readonly T[]): T {
  const item = items[random.integer(Math.max(0, items.length - 1))];
  if (item === undefined) throw new RangeError('Cannot choose one of the items: there are none');
  return item;
}

/** True with the given probability. */
export function happens(random: Random, probability: number): boolean {
  return random.uniform() < probability;
}
