import { expTail, LN2_HIGH, LN2_LOW, nearestPower, powerOfTwo } from './expTail.js';

/** Below this e^2x is nothing beside 1. */
const LOWEST = -80;

/**
 * The hyperbolic tangent, within 1.5 units in the last place; odd, as it ought to be.
 *
 * Computed for -|x| as d / (2 + d) with d = e^(-2|x|) - 1.
 *
 * @example
 * tanh(-Infinity) // => -1
 */
export function tanh(x: number): number {
  const size = -2 * Math.abs(x);
  const inside = size < LOWEST ? LOWEST : size;
  const k = nearestPower(inside);
  const high = inside - k * LN2_HIGH;
  const tail = expTail(high, k * LN2_LOW);
  // d = (2^k - 1) + 2^k (high + tail); near 0, where k is 0, no digit of it is lost.
  const scale = powerOfTwo(k | 0);
  const whole = scale - 1;
  const part = scale * high;
  const most = whole + part;
  const rest = part - (most - whole) + scale * tail;
  const d = most + rest;
  const dLow = rest - (d - most);
  const sum = 2 + d;
  const sumLow = d - (sum - 2) + dLow;
  const quotient = d / sum;
  // (d + dLow) / (sum + sumLow) to first order, where 1 / sum is (1 - quotient) / 2.
  const below = quotient + (dLow - quotient * sumLow) * (0.5 - 0.5 * quotient);
  if (x < 0) return below;
  return x > 0 ? -below : x;
}
