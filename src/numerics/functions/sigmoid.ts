import { expTail, LN2_HIGH, LN2_LOW, nearestPower, powerOfTwo } from './expTail.js';

/** Below this e^z is 0. */
const LOWEST = -746;

/**
 * 1 / (1 + e^-z), within 1.5 units in the last place, from 0 to 1.
 *
 * Computed for -|z| as e / (1 + e) with e = e^-|z|; that of |z| is what is missing to 1.
 *
 * @example
 * sigmoid(0) // => 0.5
 */
export function sigmoid(z: number): number {
  const size = -Math.abs(z);
  const inside = size < LOWEST ? LOWEST : size;
  const k = nearestPower(inside);
  const high = inside - k * LN2_HIGH;
  const tail = expTail(high, k * LN2_LOW);
  const one = 1 + high;
  const rest = high - (one - 1) + tail;
  const power = one + rest;
  const half = (k | 0) >> 1;
  const scale1 = powerOfTwo(half);
  const scale2 = powerOfTwo((k | 0) - half);
  const e = power * scale1 * scale2;
  const eLow = (rest - (power - one)) * scale1 * scale2;
  const sum = 1 + e;
  const sumLow = e - (sum - 1) + eLow;
  const quotient = e / sum;
  // (e + eLow) / (sum + sumLow) to first order, where 1 / sum is 1 - quotient.
  const below = quotient + (eLow - quotient * sumLow) * (1 - quotient);
  return z < 0 ? below : 1 - below;
}
