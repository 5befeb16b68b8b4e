/*
 * What all functions with an exponential in them share: x = k ln 2 + r with |r| <= ln(2) / 2, and the
 * series of e^r.
 *
 * Only sums, products and quotients are used, each rounded once, so that every engine gives the same
 * bits, and so do the kernels that repeat these steps. r is kept as `high - low`, where `high` is
 * exact: what its rounding would cost is what makes a result wrong by more than one unit.
 */

/** ln 2 in two parts; the first ends in 20 zero bits, so that its product with any k is exact. */
export const LN2_HIGH = 0.6931471803691238;
export const LN2_LOW = 1.9082149292705877e-10;

/** Adding this to a small number leaves no room for a fraction: the sum is rounded to an integer. */
const NO_FRACTION = 1.5 * 2 ** 52;

/** The k of x = k ln 2 + r, as a float; NaN for NaN. */
export function nearestPower(x: number): number {
  return x * Math.LOG2E + NO_FRACTION - NO_FRACTION;
}

/** e^(high - low) - 1 - high, by the Taylor series up to r^13 / 13!, the rest of which is 2^-57. */
export function expTail(high: number, low: number): number {
  const r = high - low;
  const r2 = r * r;
  const r4 = r2 * r2;
  // Estrin's scheme: neighbours are added at the same time, unlike Horner's.
  const terms2to5 = 1 / 2 + (1 / 6) * r + (1 / 24 + (1 / 120) * r) * r2;
  const terms6to9 = 1 / 720 + (1 / 5040) * r + (1 / 40_320 + (1 / 362_880) * r) * r2;
  const terms10to13 =
    1 / 3_628_800 + (1 / 39_916_800) * r + (1 / 479_001_600 + (1 / 6_227_020_800) * r) * r2;
  return (terms2to5 + (terms6to9 + terms10to13 * r4) * r4) * r2 - low;
}

/** The exponents of `powerOfTwo`; those of half an exponential, as whole ones pass 2^1023. */
const EXPONENTS = 540;

const powers = Float64Array.from({ length: 2 * EXPONENTS + 1 }, (_, i) => 2 ** (i - EXPONENTS));

/** 2^k for |k| up to 540. */
export function powerOfTwo(k: number): number {
  return powers[k + EXPONENTS];
}
