import { gatherColumnsInto } from '../../numerics/gatherColumns.js';
import { innerProduct } from '../../numerics/innerProduct.js';
import { type Make, type Matrix, precisionOf } from '../../numerics/matrix.js';
import { multiplyInto } from '../../numerics/products.js';
import { perBatchSize } from '../perBatchSize.js';
import type { Span } from './span.js';

/**
 * |C X^T|^2 for matrices of `rows` rows and the examples X at the given places, undefined for all of them: the
 * sum of the products of C with C K, at the width of the batch and not of the features.
 *
 * Never negative, though it may round to that where the rows of C X^T all but vanish.
 *
 * Shapes: C (rows x k), k places.
 */
export function spanNorms(
  span: Span,
  rows: number,
  make: Make,
): (C: Matrix, columns: Uint32Array | undefined) => number {
  const roomsOf = perBatchSize((k) => {
    const precision = precisionOf(span.X);
    return {
      across: make(span.X.cols, k, precision),
      K: make(k, k, precision),
      product: make(rows, k, precision),
    };
  });
  const productOf = perBatchSize((m) => make(rows, m, precisionOf(span.X)));

  function productWithK(C: Matrix, columns: Uint32Array | undefined): Matrix {
    if (columns === undefined) return multiplyInto(productOf(C.cols), C, span.K);
    const { across, K, product } = roomsOf(columns.length);
    // K is its own transpose: its columns at these places, and of them the rows there.
    gatherColumnsInto(across, span.K, columns);
    takeRowsInto(K, across, columns);
    return multiplyInto(product, C, K);
  }

  return (C, columns) => Math.max(0, innerProduct(C, productWithK(C, columns)));
}

/** The rows of A at the given places, one below the other. */
function takeRowsInto(target: Matrix, { values, cols }: Matrix, rows: Uint32Array): void {
  rows.forEach((row, i) => {
    target.values.set(values.subarray(row * cols, (row + 1) * cols), i * cols);
  });
}
