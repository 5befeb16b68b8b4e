import { type DataSchedule, defineSchedule } from './course.js';
import { halfCosine } from './halfCosine.js';
import { checkLength } from './length.js';
import type { DecayOptions } from './linear.js';
import { mix, over } from './over.js';
import { requireInside, requireValue } from './requireNumber.js';

/** How one cycle goes. */
export interface OneCycleOptions extends DecayOptions {
  /** The share of the length that goes up, between 0 and 1. Default 0.3. */
  readonly rise?: number;
  /** The value at 0. Default a 25th of the peak. */
  readonly first?: number;
  /** The value in the end. Default a 10,000th of `first`. */
  readonly last?: number;
}

/**
 * Up to a peak and far down, both along half a cosine wave. With `first` and `last` above the peak it goes
 * the other way, as the momentum does beside a rate.
 *
 * Value: `first` at 0; `peak` at rise x length - 1, where that is an iteration; `last` at the last
 * iteration of its length and from then on. In seconds: `peak` at rise x length, `last` at length.
 * @throws {RangeError} when a value is negative or not finite, `rise` not between 0 and 1, or the length
 * not positive
 * @example
 * [0, 1, 2, 3, 9].map((i) => oneCycle(1, { length: 4, rise: 0.5, first: 0.5, last: 0 })(i)) // => [0.5, 1, 0.5, 0, 0]
 * Source: Smith and Topin 2017; PyTorch's `OneCycleLR` with two phases.
 */
export function oneCycle(
  peak: number,
  { length = 'rest', rise = 0.3, first = peak / 25, last = first / 10_000 }: OneCycleOptions = {},
): DataSchedule {
  requireValue('oneCycle', 'peak', peak);
  requireInside('oneCycle', 'rise', rise);
  requireValue('oneCycle', 'first', first);
  requireValue('oneCycle', 'last', last);
  const span = checkLength('oneCycle', 'length', length);
  // The last of n iterations is n - 1; seconds have no last one.
  const step = span.clock === 'seconds' ? 0 : 1;
  return defineSchedule({
    at: over(span, (elapsed, whole) => {
      const top = Math.max(0, rise * whole - step);
      const bottom = whole - step;
      if (elapsed < top) return mix(first, peak, halfCosine(elapsed / top));
      if (elapsed < bottom) return mix(peak, last, halfCosine((elapsed - top) / (bottom - top)));
      return last;
    }),
    span,
    toJSON: () => ({ kind: 'oneCycle', peak, length: span.data, rise, first, last }),
  });
}
