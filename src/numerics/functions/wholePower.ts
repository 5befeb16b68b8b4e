/**
 * x^n for a whole number n >= 0, out of rounded products alone, so that it has the same bits on every
 * engine; those of `Math.pow` differ. Its relative error is below n 2^-53.
 *
 * @example
 * wholePower(0.5, 3) // => 0.125
 */
export function wholePower(x: number, n: number): number {
  let power = 1;
  for (let square = x, left = n; left > 0; square *= square, left = Math.floor(left / 2)) {
    if (left % 2 === 1) power *= square;
  }
  return power;
}
