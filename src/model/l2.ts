import type { Matrix } from '../numerics/matrix.js';
import { squaredNorm } from '../numerics/squaredNorm.js';
import { requireNotNegative } from './ranges.js';

/** How strongly weights are drawn to zero. */
export interface L2Options {
  /**
   * The strength of the penalty l2 / (2m) sum(W^2), over the weights of all layers and not the biases, for
   * batches of m examples. 0 or more. Default 0.
   */
  readonly l2?: number;
}

/**
 * What L2 regularization adds to the cost: l2 / (2m) sum(W^2), over all layers.
 *
 * Shapes: any.
 * @param m examples in the batch
 * @throws {RangeError} when `l2` is negative or not finite
 * @example
 * l2Penalty([matrix([[3]]), matrix([[4]])], 0.2, 5) // => 0.5
 */
export function l2Penalty(W: readonly Matrix[], l2: number, m: number): number {
  requireL2({ l2 });
  let sum = 0;
  for (const A of W) sum += squaredNorm(A);
  return (l2 / (2 * m)) * sum;
}

/**
 * The strength of L2 regularization, checked.
 *
 * @throws {RangeError} when it is negative or not finite
 */
export function requireL2({ l2 = 0 }: L2Options): number {
  requireNotNegative('L2', 'strength', l2);
  return l2;
}
