import { type DataSchedule, defineSchedule } from './course.js';
import { checkLength, type Length } from './length.js';
import { over } from './over.js';
import { power } from './power.js';
import { requirePositive, requireValue } from './requireNumber.js';

/** The time that a decay is told by. */
export interface RateOptions {
  /** Default 1 iteration. */
  readonly every?: Length;
}

/**
 * Falls (or, with a factor above 1, rises) by the same factor in the same time: first factor^(t / every),
 * without steps.
 *
 * Endless. Value: `first` at 0.
 * @throws {RangeError} when `first` is negative or not finite, or the factor or `every` not positive
 * @example
 * [0, 1, 2].map((i) => exponentialDecay(0.8, 0.25, { every: 2 })(i)) // => [0.8, 0.4, 0.2]
 * Source: PyTorch's `ExponentialLR`; Keras' `ExponentialDecay`.
 */
export function exponentialDecay(
  first: number,
  factor: number,
  { every = 1 }: RateOptions = {},
): DataSchedule {
  requireValue('exponentialDecay', 'first', first);
  requirePositive('exponentialDecay', 'factor', factor);
  const unit = checkLength('exponentialDecay', 'every', every);
  return defineSchedule({
    at: over(unit, (elapsed, width) => first * power(factor, elapsed / width)),
    lengths: [unit],
    toJSON: () => ({ kind: 'exponentialDecay', first, factor, every: unit.data }),
  });
}
