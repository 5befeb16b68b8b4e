import { wholePower } from '../numerics/functions/wholePower.js';

/**
 * base^exponent for positive bases and exponents of 0 or more, out of products and square roots alone: IEEE 754
 * rounds those alike on every engine, which it does not ask of `Math.pow`. The relative error is at most about
 * `exponent` units in the last place.
 *
 * @example
 * power(0.25, 2.5) // => 0.03125
 */
export function power(base: number, exponent: number): number {
  if (!(exponent < Infinity)) return Number.NaN;
  const whole = Math.floor(exponent);
  return rootPower(base, exponent - whole) * wholePower(base, whole);
}

/** base^fraction: one square root for each binary digit of the fraction, which is below 1. */
function rootPower(base: number, fraction: number): number {
  let result = 1;
  let root = base;
  let digits = fraction;
  while (digits > 0) {
    root = Math.sqrt(root);
    digits *= 2;
    if (digits >= 1) {
      result *= root;
      digits -= 1;
    }
  }
  return result;
}
