import { type DataSchedule, defineSchedule } from './course.js';
import { halfCosine } from './halfCosine.js';
import { checkLength, type Length } from './length.js';
import { mix, over } from './over.js';
import { requireValue, requireWhole } from './requireNumber.js';

/** How restarts go on. */
export interface CosineRestartsOptions {
  /** How many times as long each wave is as the one before: a whole number. Default 1. */
  readonly factor?: number;
  /** What a wave falls towards. Default 0. */
  readonly last?: number;
}

/**
 * One cosine decay after another, the first of them `length` long, each from `first` again.
 *
 * Endless. Value: `first` at 0 and at each restart; never quite `last`.
 * @throws {RangeError} when a value is negative or not finite, the length not positive, or the factor not whole
 * @example
 * [0, 1, 2, 4, 6].map((i) => cosineRestarts(0.4, 2, { factor: 2 })(i)) // => [0.4, 0.2, 0.4, 0.2, 0.4]
 * Source: Loshchilov and Hutter 2016; PyTorch's `CosineAnnealingWarmRestarts`.
 */
export function cosineRestarts(
  first: number,
  length: Length,
  { factor = 1, last = 0 }: CosineRestartsOptions = {},
): DataSchedule {
  requireValue('cosineRestarts', 'first', first);
  requireValue('cosineRestarts', 'last', last);
  requireWhole('cosineRestarts', 'factor', factor, 1);
  const wave = checkLength('cosineRestarts', 'length', length);
  return defineSchedule({
    at: over(wave, (elapsed, whole) => {
      if (factor === 1) return mix(first, last, halfCosine((elapsed % whole) / whole));
      let since = elapsed;
      let width = whole;
      for (; since >= width; width *= factor) since -= width;
      return mix(first, last, halfCosine(since / width));
    }),
    lengths: [wave],
    toJSON: () => ({ kind: 'cosineRestarts', first, length: wave.data, factor, last }),
  });
}
