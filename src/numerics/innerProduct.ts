import type { Matrix } from './matrix.js';

/** The sum of the products of the entries of A and B that have the same place, in float64. */
export function innerProduct({ values: a }: Matrix, { values: b }: Matrix): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
