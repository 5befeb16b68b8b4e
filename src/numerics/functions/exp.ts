import { expTail, LN2_HIGH, LN2_LOW, nearestPower, powerOfTwo } from './expTail.js';

/** Beyond these e^x is 0 and Infinity. */
const LOWEST = -746;
const HIGHEST = 710;

/**
 * e^x, within 1 unit in the last place.
 *
 * @example
 * exp(-746) // => 0
 */
export function exp(x: number): number {
  const above = x < LOWEST ? LOWEST : x;
  const inside = HIGHEST < above ? HIGHEST : above;
  const k = nearestPower(inside);
  const high = inside - k * LN2_HIGH;
  const tail = expTail(high, k * LN2_LOW);
  const one = 1 + high;
  const power = one + (high - (one - 1) + tail);
  // In two steps, since 2^k alone overflows where e^x does not, and the same below. NaN | 0 is 0.
  const half = (k | 0) >> 1;
  return power * powerOfTwo(half) * powerOfTwo((k | 0) - half);
}
