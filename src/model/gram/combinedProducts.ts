import { zerosBeside } from '../../numerics/arena.js';
import { combineInto } from '../../numerics/entries.js';
import { gatherColumnsInto } from '../../numerics/gatherColumns.js';
import { kernelsFor, kernelsForLists } from '../../numerics/kernelsFor.js';
import { type Matrix, precisionOf } from '../../numerics/matrix.js';
import { multiplyInto } from '../../numerics/products.js';
import { perBatchSize } from '../perBatchSize.js';
import { DrawnColumns } from './drawnColumns.js';
import { heldOutProducts } from './heldOut.js';
import type { Span } from './span.js';
import type { CombinationParts } from './suspendedWeights.js';

/** What weights W in Gram form are multiplied by, at the width of the span where that can be. */
export interface CombinedProducts {
  /** start X, (n1 x m). */
  readonly startX: Matrix;
  /** coordinates K, (n1 x m). */
  readonly moved: () => Matrix;
  /** Says that the coordinates have been moved. */
  readonly renew: () => void;
  /** Z = W A. */
  readonly timesInto: (Z: Matrix, A: Matrix) => void;
}

/**
 * The products of weights W = decay start + coordinates X^T with examples A: W X = decay start X + coordinates K
 * for those of the span, columns of that for some of them, and X^T A in the place of K for others that come
 * again and again.
 *
 * @param dense gives W multiplied out
 */
export function combinedProducts(
  { start, coordinates, decay }: CombinationParts,
  span: Span,
  dense: () => Matrix,
): CombinedProducts {
  const { X } = span;
  const make = zerosBeside(X);
  const precision = precisionOf(start);
  const startX = multiplyInto(make(start.rows, X.cols, precision), start, X);
  const lastMoved = make(start.rows, X.cols, precision);
  let isStale = true;
  let timesK: ((C: Matrix, A: Matrix) => void) | undefined;
  /** What a product with all examples of the span reads. */
  const summands = [lastMoved, startX];
  const gatheredKOf = perBatchSize((width) => make(X.cols, width, precision));
  const heldOutOf = heldOutProducts(span, start, make);

  function moved(): Matrix {
    if (isStale) {
      timesK ??= kernelsFor(lastMoved, coordinates, span.K).multiplyBy(span.K, start.rows);
      timesK(lastMoved, coordinates);
    }
    isStale = false;
    return lastMoved;
  }

  function timesAllInto(Z: Matrix): void {
    kernelsForLists(Z, summands).combine(Z, 1, moved(), decay.values[0], startX);
  }

  function timesColumnsInto(Z: Matrix, columns: Uint32Array): void {
    // K is its own transpose.
    const gathered = gatherColumnsInto(gatheredKOf(columns.length), span.K, columns);
    multiplyInto(Z, coordinates, gathered);
    const { rows, cols: width, values: z } = Z;
    const { values: ofStart, cols: m } = startX;
    const share = decay.values[0];
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < width; j++) z[i * width + j] += share * ofStart[i * m + columns[j]];
    }
  }

  function timesOthersInto(Z: Matrix, A: Matrix): void {
    const heldOut = heldOutOf(A);
    if (heldOut === undefined) {
      multiplyInto(Z, dense(), A);
    } else {
      multiplyInto(Z, coordinates, heldOut.K);
      combineInto(Z, 1, Z, decay.values[0], heldOut.startA);
    }
  }

  return {
    startX,
    moved,
    renew() {
      isStale = true;
    },
    timesInto(Z, A) {
      if (A === X || A === span.original) timesAllInto(Z);
      else if (!(A instanceof DrawnColumns)) timesOthersInto(Z, A);
      else if (A.span !== span) multiplyInto(Z, dense(), A.gathered);
      else if (A.columns === undefined) timesAllInto(Z);
      else timesColumnsInto(Z, A.columns);
    },
  };
}
