import { type DataSchedule, defineSchedule } from './course.js';
import { checkLength, type Length } from './length.js';
import { over } from './over.js';
import { power } from './power.js';
import { requirePositive, requireValue } from './requireNumber.js';

/** How high the steps are. */
export interface StepDecayOptions {
  /** What each step multiplies by; positive. Default 0.1. */
  readonly factor?: number;
}

/**
 * Steps down (or up) at equal distances: first factor^floor(t / every).
 *
 * Endless. Value: `first` at 0 and until `every`.
 * @throws {RangeError} when `first` is negative or not finite, or `every` or the factor not positive
 * @example
 * [0, 29, 30, 60].map((i) => stepDecay(0.8, 30, { factor: 0.5 })(i)) // => [0.8, 0.8, 0.4, 0.2]
 * Source: PyTorch's `StepLR`.
 */
export function stepDecay(
  first: number,
  every: Length,
  { factor = 0.1 }: StepDecayOptions = {},
): DataSchedule {
  requireValue('stepDecay', 'first', first);
  requirePositive('stepDecay', 'factor', factor);
  const step = checkLength('stepDecay', 'every', every);
  return defineSchedule({
    at: over(step, (elapsed, width) => first * power(factor, Math.floor(elapsed / width))),
    lengths: [step],
    toJSON: () => ({ kind: 'stepDecay', first, every: step.data, factor }),
  });
}
