import { type DataSchedule, defineSchedule } from './course.js';
import type { RateOptions } from './exponentialDecay.js';
import { checkLength } from './length.js';
import { over } from './over.js';
import { requireValue } from './requireNumber.js';

/**
 * Falls ever more slowly: first / (1 + rate t / every).
 *
 * Endless. Value: `first` at 0.
 * @throws {RangeError} when `first` or `rate` is negative or not finite, or `every` not positive
 * @example
 * [0, 1, 3].map((i) => inverseTimeDecay(0.8, 1)(i)) // => [0.8, 0.4, 0.2]
 * Source: Keras' `InverseTimeDecay`.
 */
export function inverseTimeDecay(
  first: number,
  rate: number,
  { every = 1 }: RateOptions = {},
): DataSchedule {
  requireValue('inverseTimeDecay', 'first', first);
  requireValue('inverseTimeDecay', 'rate', rate);
  const unit = checkLength('inverseTimeDecay', 'every', every);
  return defineSchedule({
    at: over(unit, (elapsed, width) => first / (1 + rate * (elapsed / width))),
    lengths: [unit],
    toJSON: () => ({ kind: 'inverseTimeDecay', first, rate, every: unit.data }),
  });
}
