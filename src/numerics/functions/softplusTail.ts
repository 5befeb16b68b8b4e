import { expTail, LN2_HIGH, LN2_LOW, nearestPower, powerOfTwo } from './expTail.js';
import { logTail } from './logTail.js';

/** Below this e^z is 0. */
const LOWEST = -746;

/**
 * log(1 + e^-|z|), what log(1 + e^z) is above max(z, 0); within 1.5 units in the last place.
 *
 * @example
 * softplusTail(-Infinity) // => 0
 */
export function softplusTail(z: number): number {
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
  // The derivative of log(1 + e) is 1 / (1 + e); 1 - e / 2 is near enough to that for so small a step.
  const step = eLow * (1 - 0.5 * e);
  // Above 1/2 it is ln 2 + log(1 + (e - 1) / 2), where the logarithm is that of a number nearer to 1.
  if (e > 0.5) {
    const f = 0.5 * (e - 1);
    return LN2_HIGH + (f + (logTail(f) + (step + LN2_LOW)));
  }
  return e + (logTail(e) + step);
}
