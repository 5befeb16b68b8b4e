import { type DataSchedule, defineSchedule } from './course.js';
import { checkLength, type LengthOrRest } from './length.js';
import { mix, over } from './over.js';
import { requireValue } from './requireNumber.js';

/** How long a schedule takes from its first value to its last. */
export interface DecayOptions {
  /** Default 'rest': until the part of the run is over that it stands in. */
  readonly length?: LengthOrRest;
}

/**
 * A straight line from `first` to `last`, either way.
 *
 * Value: `first` at 0; one step short of `last` at the last iteration of its length; `last` from then on.
 * @throws {RangeError} when a value is negative or not finite, or the length not positive
 * @example
 * [0, 1, 3, 4, 9].map((i) => linear(0.5, 0.1, { length: 4 })(i)) // => [0.5, 0.4, 0.2, 0.1, 0.1]
 * Source: PyTorch's `LinearLR`.
 */
export function linear(
  first: number,
  last: number,
  { length = 'rest' }: DecayOptions = {},
): DataSchedule {
  requireValue('linear', 'first', first);
  requireValue('linear', 'last', last);
  const span = checkLength('linear', 'length', length);
  return defineSchedule({
    at: over(span, (elapsed, whole) =>
      elapsed < whole ? mix(first, last, 1 - elapsed / whole) : last,
    ),
    span,
    toJSON: () => ({ kind: 'linear', first, last, length: span.data }),
  });
}
