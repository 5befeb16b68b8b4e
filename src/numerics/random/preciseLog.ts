/**
 * The natural logarithm of a positive, normal `x`: the nearest float on the 20,000 uniforms and 17 edges
 * of its test, against 60-digit arithmetic. V8's `Math.log` is not on all of these uniforms, which is
 * enough to make a seeded run differ from NumPy's.
 *
 * One Newton step on e^y = x from y = Math.log(x), with the residual in double-double arithmetic:
 * y + (x - e^y) / e^y.
 */
export function preciseLog(x: number): number {
  if (x === 1) return 0;
  const y = Math.log(x);
  // y = k ln 2 + r, |r| <= ln(2) / 2; then e^r = 1 + r (1 + r/2 (1 + r/3 (...))), innermost first.
  const k = Math.round(y / Math.LN2);
  const high = y - k * LN2_HIGH;
  const low = -k * LN2_LOW;
  const r = high + low;
  const rError = sumError(high, low, r);
  let sum = 1;
  // From here on a rounding error is 2^-53 of r^7 / 7!, below 2^-75: it needs no second part.
  for (let n = TAYLOR_TERMS; n > DOUBLE_TERMS; n--) sum = 1 + (r * sum) / n;
  let error = 0;
  for (let n = DOUBLE_TERMS; n >= 1; n--) {
    const product = r * sum;
    const quotient = product / n;
    const back = quotient * n;
    const rest =
      product -
      back -
      productError(quotient, n, back) +
      productError(r, sum, product) +
      r * error +
      rError * sum;
    const next = 1 + quotient;
    const lowPart = sumError(1, quotient, next) + rest / n;
    sum = next + lowPart;
    error = sumError(next, lowPart, sum);
  }
  // x is brought to the size of e^r, and not e^r to that of x, where 2^1024 would overflow.
  return y + (x * 2 ** -k - sum - error) / sum;
}

const TAYLOR_TERMS = 18;
const DOUBLE_TERMS = 7;
// ln 2 in two parts; the first ends in 20 zero bits, so that k * LN2_HIGH is exact for every exponent.
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** What is lost when a + b is rounded to `sum` (Knuth). */
function sumError(a: number, b: number, sum: number): number {
  const bPart = sum - a;
  return a - (sum - bPart) + (b - bPart);
}

/** What is lost when a * b is rounded to `product` (Dekker). */
function productError(a: number, b: number, product: number): number {
  const aHigh = highHalf(a);
  const bHigh = highHalf(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/** The upper 26 bits of a significand (Veltkamp's split). */
function highHalf(a: number): number {
  const c = (2 ** 27 + 1) * a;
  return c - (c - a);
}
