import type { Matrix } from '../numerics/matrix.js';
import { requireNotNegative } from './ranges.js';

/** How strongly weights are drawn to zero, all alike: many of them get there. */
export interface L1Options {
  /**
   * The strength of the penalty l1 / m sum|W|, over the weights of all layers and not the biases, for batches
   * of m examples. 0 or more. Default 0.
   */
  readonly l1?: number;
}

/**
 * What L1 regularization adds to the cost: l1 / m sum|W|, over all layers.
 *
 * Shapes: any.
 * @param m examples in the batch
 * @throws {RangeError} when `l1` is negative or not finite
 * @example
 * l1Penalty([matrix([[3]]), matrix([[-4]])], 0.2, 5) // => 0.28
 * Source: Tibshirani 1996.
 */
export function l1Penalty(W: readonly Matrix[], l1: number, m: number): number {
  requireL1({ l1 });
  let sum = 0;
  for (const { values } of W) {
    for (let i = 0; i < values.length; i++) sum += Math.abs(values[i]);
  }
  return (l1 / m) * sum;
}

/** dW += strength sign(W), with 0 for the sign of 0, where the penalty has no slope. */
export function addSignsInto(dW: Matrix, W: Matrix, strength: number): Matrix {
  const { values: to } = dW;
  const { values: from } = W;
  for (let i = 0; i < to.length; i++) to[i] += strength * Math.sign(from[i]);
  return dW;
}

/**
 * The strength of L1 regularization, checked.
 *
 * @throws {RangeError} when it is negative or not finite
 */
export function requireL1({ l1 = 0 }: L1Options): number {
  requireNotNegative('L1', 'strength', l1);
  return l1;
}
