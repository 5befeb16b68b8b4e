import type { Matrix } from './matrix.js';

/** A matrix that has the sum of the squares of its entries without its values, which may have to be made first. */
export interface OfNorm {
  readonly squaredNorm: number;
  /** What that is at most, where it takes less. */
  readonly squaredNormBound?: number;
}

/** The sum of the squares of all entries, in float64. */
export function squaredNorm(A: Matrix & Partial<OfNorm>): number {
  if (A.squaredNorm !== undefined) return A.squaredNorm;
  const { values } = A;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return sum;
}

/** What `squaredNorm(A)` is at most, but for rounding: that itself, where A knows nothing that takes less. */
export function squaredNormBound(A: Matrix & Partial<OfNorm>): number {
  return A.squaredNormBound ?? squaredNorm(A);
}
