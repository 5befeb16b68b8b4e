import { createRandom } from '../numerics/random/random.js';
import type { Draw } from './draws.js';

/** How each hyperparameter is drawn, by its name. */
export type Space = Readonly<Record<string, Draw<unknown>>>;

/** One value of each. */
export type RandomPoint<S extends Space> = { readonly [Name in keyof S]: ReturnType<S[Name]> };

/**
 * Points of a space, drawn from a random stream of their own.
 *
 * Hyperparameters are drawn in the order in which the space names them, point after point: who asks for more
 * points gets the same ones first.
 *
 * @param count how many points
 * @throws {RangeError} when `count` is not a whole number, 0 or more, or the seed not an integer from 0 to
 * 2^32 - 1
 * @example
 * randomSearch({ learningRate: uniform(0, 1), units: integer(5, 8) }, 1, 1) // => [{ learningRate: 0.417022004702574, units: 5 }]
 */
export function randomSearch<S extends Space>(
  space: S,
  count: number,
  seed: number,
): RandomPoint<S>[];
export function randomSearch(space: Space, count: number, seed: number): Record<string, unknown>[] {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new RangeError(`A number of points is a whole number, 0 or more; found ${count}`);
  }
  const random = createRandom(seed);
  return Array.from({ length: count }, () =>
    Object.fromEntries(Object.entries(space).map(([name, draw]) => [name, draw(random)])),
  );
}
