/**
 * (1 + cos(pi x)) / 2 for x from 0 to 1: from exactly 1 down to exactly 0, along a half wave.
 *
 * Computed as cos(pi x / 2)^2, which keeps its digits near 0, and by Taylor's series, since `Math.cos` may
 * differ between engines.
 *
 * @example
 * halfCosine(1 / 3) // => 0.75
 */
export function halfCosine(x: number): number {
  const root = x < 0.5 ? cosine(HALF_PI * x) : sine(HALF_PI * (1 - x));
  return root * root;
}

const HALF_PI = Math.PI / 2;

/** Up to pi / 4, where the next term is below 10^-17. */
function cosine(angle: number): number {
  return series(angle * angle, 2);
}

function sine(angle: number): number {
  return angle * series(angle * angle, 3);
}

/** 1 - s / (1 a) (1 - s / ((a + 1) (a + 2)) (...)), with eight steps; a is 2 for the cosine, 3 for the sine. */
function series(square: number, a: number): number {
  let sum = 1;
  for (let k = a + 14; k >= a; k -= 2) sum = 1 - (square / (k * (k - 1))) * sum;
  return sum;
}
