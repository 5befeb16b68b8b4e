import { exp } from '../numerics/functions/exp.js';
import { log } from '../numerics/functions/log.js';
import type { Random } from '../numerics/random/random.js';

/** How a hyperparameter is drawn at random. */
export type Draw<Value> = (random: Random) => Value;

/**
 * A number of [from, to), each equally likely.
 *
 * @throws {RangeError} when the ends are not finite numbers in ascending order
 * @example
 * uniform(0, 10)(createRandom(1)) // => 4.17022004702574
 */
export function uniform(from: number, to: number): Draw<number> {
  requireRange('uniform', from, to);
  return (random) => from + (to - from) * random.uniform();
}

/**
 * A number of [from, to) whose logarithm is uniform: each power of ten is equally likely. For learning rates
 * and strengths of penalties.
 *
 * @throws {RangeError} when the ends are not positive finite numbers in ascending order
 * @example
 * logUniform(0.01, 1)(createRandom(1)) // => 0.068240784270988
 */
export function logUniform(from: number, to: number): Draw<number> {
  requireRange('logUniform', from, to);
  if (from <= 0) {
    throw new RangeError(`logUniform(from, to) takes positive numbers; found ${from}`);
  }
  const [low, high] = [log(from), log(to)];
  return (random) => exp(low + (high - low) * random.uniform());
}

/**
 * One of the values, each equally likely.
 *
 * @throws {RangeError} when there are none
 * @example
 * choice(['relu', 'tanh'])(createRandom(1)) // => 'tanh'
 */
export function choice<Value>(values: readonly Value[]): Draw<Value> {
  if (values.length === 0) throw new RangeError('choice(values) takes one value at least');
  return (random) => values[random.integer(values.length - 1)];
}

/**
 * A whole number from `from` to `to`, both included, each equally likely.
 *
 * @throws {RangeError} when the ends are not integers in ascending order, or 2^32 or more apart
 * @example
 * integer(1, 6)(createRandom(1)) // => 6
 */
export function integer(from: number, to: number): Draw<number> {
  requireRange('integer', from, to);
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || to - from > 0xffffffff) {
    throw new RangeError(
      `integer(from, to) takes whole numbers, less than 2^32 apart; found ${from} and ${to}`,
    );
  }
  return (random) => from + random.integer(to - from);
}

function requireRange(name: string, from: number, to: number): void {
  if (!(Number.isFinite(from) && Number.isFinite(to) && from <= to)) {
    throw new RangeError(
      `${name}(from, to) takes finite numbers in ascending order; found ${from} and ${to}`,
    );
  }
}
