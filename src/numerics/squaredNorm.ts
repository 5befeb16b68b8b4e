import type { Matrix } from './matrix.js';

/** The sum of the squares of all entries, in float64. */
export function squaredNorm({ values }: Matrix): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return sum;
}
