import { arenaOf } from '../../numerics/arena.js';
import { type Make, type Matrix, precisionOf } from '../../numerics/matrix.js';
import { multiplyInto, transposedMultiplyInto } from '../../numerics/products.js';
import type { Span } from './span.js';

/** What weights in Gram form need to be multiplied by other examples A at the width of the span. */
export interface HeldOut {
  /** start A, (n1 x k). */
  readonly startA: Matrix;
  /** X^T A, (m x k). */
  readonly K: Matrix;
}

/**
 * Decides when examples that are not in the span are worth a `HeldOut` of their own: as soon as products
 * at full width have cost as much as making it. So they never cost more than twice the best choice.
 */
export function heldOutProducts(
  span: Span,
  start: Matrix,
  make: Make,
): (A: Matrix) => HeldOut | undefined {
  const uses = new WeakMap<Matrix, number>();
  const made = new WeakMap<Matrix, HeldOut>();
  const m = span.X.cols;
  return (A) => {
    // What may be written again has other products then.
    if (arenaOf(A)?.isShared(A) !== true) return undefined;
    const known = made.get(A);
    if (known !== undefined) return known;
    const used = uses.get(A) ?? 0;
    uses.set(A, used + 1);
    // At full width: units n m to multiply out the weights, units n k for the product; once: n m k.
    if (used * start.rows * (m + A.cols) < m * A.cols) return undefined;
    const precision = precisionOf(start);
    const products = {
      startA: multiplyInto(make(start.rows, A.cols, precision), start, A),
      K: transposedMultiplyInto(make(m, A.cols, precision), span.X, A),
    };
    made.set(A, products);
    return products;
  };
}
