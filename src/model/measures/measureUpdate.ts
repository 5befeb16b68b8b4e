import { ShapeError } from '../../errors.js';
import { type Matrix, shapeOf } from '../../numerics/matrix.js';
import { squaredNorm } from '../../numerics/squaredNorm.js';

/** How far the weights of one layer were moved. Plain data. */
export interface LayerUpdate {
  readonly layer: number;
  /** |W_after - W_before|. */
  readonly update: number;
  /** |W_before|. */
  readonly weights: number;
  /** The first over the second; null where there were no weights but 0. About 0.001 is usual. */
  readonly ratio: number | null;
}

/**
 * How far the weights of each layer were moved, beside how large they were.
 *
 * Shapes: W_after[l] like W_before[l]; index 0 is left out.
 * @throws {ShapeError} when they differ in shape
 * @example
 * const before = [matrix([]), matrix([[3, 4]])];
 * measureUpdate(before, [matrix([]), matrix([[3, 4.5]])]) // => [{ layer: 1, update: 0.5, weights: 5, ratio: 0.1 }]
 */
export function measureUpdate(
  before: readonly Matrix[],
  after: readonly Matrix[],
): readonly LayerUpdate[] {
  return before.slice(1).map((A, i) => {
    const layer = i + 1;
    const update = distance(A, after[layer], layer);
    const weights = Math.sqrt(squaredNorm(A));
    return { layer, update, weights, ratio: weights === 0 ? null : update / weights };
  });
}

function distance(before: Matrix, after: Matrix, layer: number): number {
  const { values: a } = before;
  const { values: b } = after;
  if (a.length !== b.length) {
    throw new ShapeError(
      `Cannot compare W${layer} (${shapeOf(after)}) with what it was (${shapeOf(before)})`,
    );
  }
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (b[i] - a[i]) ** 2;
  return Math.sqrt(sum);
}
