import { type DataSchedule, defineSchedule } from './course.js';
import { halfCosine } from './halfCosine.js';
import { checkLength } from './length.js';
import type { DecayOptions } from './linear.js';
import { mix, over } from './over.js';
import { requireValue } from './requireNumber.js';

/** Where a cosine goes. */
export interface CosineDecayOptions extends DecayOptions {
  /** The value in the end. Default 0. */
  readonly last?: number;
}

/**
 * Half a cosine wave from `first` to `last`: last + (first - last) (1 + cos(pi t / length)) / 2.
 *
 * Value: `first` at 0; just short of `last` at the last iteration of its length, so that the rate of the last
 * step is not 0; `last` from then on.
 * @throws {RangeError} when a value is negative or not finite, or the length not positive
 * @example
 * [0, 1, 2, 3, 9].map((i) => cosineDecay(0.4, { length: 3 })(i)) // => [0.4, 0.3, 0.1, 0, 0]
 * Source: Loshchilov and Hutter 2016; PyTorch's `CosineAnnealingLR`, which rises again beyond its length.
 */
export function cosineDecay(
  first: number,
  { length = 'rest', last = 0 }: CosineDecayOptions = {},
): DataSchedule {
  requireValue('cosineDecay', 'first', first);
  requireValue('cosineDecay', 'last', last);
  const span = checkLength('cosineDecay', 'length', length);
  return defineSchedule({
    at: over(span, (elapsed, whole) =>
      elapsed < whole ? mix(first, last, halfCosine(elapsed / whole)) : last,
    ),
    span,
    toJSON: () => ({ kind: 'cosineDecay', first, length: span.data, last }),
  });
}
