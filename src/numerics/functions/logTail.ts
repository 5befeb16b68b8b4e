/**
 * log(1 + f) - f, for f from -0.3 to 1.
 *
 * log(1 + f) = 2 atanh(w) with w = f / (2 + f), and 2 w = f - w f; what is left of the series of atanh
 * is a polynomial in w^2, the best of its length for w^2 up to 1/9 (test/goldens/functions.py).
 */
export function logTail(f: number): number {
  const w = f / (2 + f);
  const w2 = w * w;
  const w4 = w2 * w2;
  const w8 = w4 * w4;
  const terms0to3 = C0 + C1 * w2 + (C2 + C3 * w2) * w4;
  const terms4to7 = C4 + C5 * w2 + (C6 + C7 * w2) * w4;
  const series = (terms0to3 + (terms4to7 + (C8 + C9 * w2) * w8) * w8) * w2;
  // f - w f + w series = f - (half - w (half + series)), with less rounding.
  const half = 0.5 * f * f;
  return w * (half + series) - half;
}

const C0 = 0.6666666666666666;
const C1 = 0.40000000000014585;
const C2 = 0.2857142856710876;
const C3 = 0.22222222717427864;
const C4 = 0.18181789436132859;
const C5 = 0.15385570064958623;
const C6 = 0.13314144209654935;
const C7 = 0.12001072809590713;
const C8 = 0.08800738486144674;
const C9 = 0.1616404561194353;
