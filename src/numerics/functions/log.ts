import { LN2_HIGH, LN2_LOW, powerOfTwo } from './expTail.js';
import { logTail } from './logTail.js';

const bits = new DataView(new ArrayBuffer(8));
/** Upper halves of the bits of the square root of 1/2, and of 1. */
const SQRT_HALF = 0x3fe6a09e;
const ONE = 0x3ff00000;

/**
 * The natural logarithm, within 1 unit in the last place.
 *
 * @example
 * log(0) // => -Infinity
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : Number.NaN;
  if (x === Infinity) return x;
  // x = 2^k m, with m from the square root of 1/2 to that of 2. Subnormals are made normal first.
  const subnormal = x < 2 ** -1022;
  const normal = subnormal ? x * 2 ** 54 : x;
  bits.setFloat64(0, normal);
  const exponent = ((bits.getInt32(0) + (ONE - SQRT_HALF)) >> 20) - 1023;
  const half = exponent >> 1;
  const f = normal * powerOfTwo(-half) * powerOfTwo(half - exponent) - 1;
  const k = subnormal ? exponent - 54 : exponent;
  return k * LN2_HIGH + (f + (logTail(f) + k * LN2_LOW));
}
