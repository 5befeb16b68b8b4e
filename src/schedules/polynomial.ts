import { type DataSchedule, defineSchedule } from './course.js';
import { checkLength } from './length.js';
import type { DecayOptions } from './linear.js';
import { mix, over } from './over.js';
import { power as powerOf } from './power.js';
import { requirePositive, requireValue } from './requireNumber.js';

/** How a polynomial schedule bends. */
export interface PolynomialOptions extends DecayOptions {
  /** Positive; 1 is a straight line, more bends it towards `last`. Default 2. */
  readonly power?: number;
}

/**
 * last + (first - last) (1 - t / length)^power.
 *
 * Value: `first` at 0; `last` from its length on.
 * @throws {RangeError} when a value is negative or not finite, or length or power not positive
 * @example
 * [0, 1, 2, 9].map((i) => polynomial(0.4, 0, { length: 2 })(i)) // => [0.4, 0.1, 0, 0]
 * Source: PyTorch's `PolynomialLR`, where `last` is 0 and the power 1 unless told otherwise.
 */
export function polynomial(
  first: number,
  last: number,
  { length = 'rest', power = 2 }: PolynomialOptions = {},
): DataSchedule {
  requireValue('polynomial', 'first', first);
  requireValue('polynomial', 'last', last);
  requirePositive('polynomial', 'power', power);
  const span = checkLength('polynomial', 'length', length);
  return defineSchedule({
    at: over(span, (elapsed, whole) =>
      elapsed < whole ? mix(first, last, powerOf(1 - elapsed / whole, power)) : last,
    ),
    span,
    toJSON: () => ({ kind: 'polynomial', first, last, length: span.data, power }),
  });
}
