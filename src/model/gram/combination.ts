import { combineInto } from '../../numerics/entries.js';
import { type Matrix, precisionOf, zeros } from '../../numerics/matrix.js';
import { multiplyTransposedInto } from '../../numerics/products.js';
import type { CombinationParts } from './suspendedWeights.js';

/** target = decay start + coordinates X^T. */
export function multiplyOutInto(
  target: Matrix,
  { start, coordinates, decay }: CombinationParts,
  X: Matrix,
): Matrix {
  multiplyTransposedInto(target, coordinates, X);
  return combineInto(target, 1, target, decay.values[0], start);
}

/** The weights that consist of these parts, once somebody reads them: who goes back to parts needs no more. */
export function multipliedOut(parts: CombinationParts, X: Matrix): Matrix {
  const { rows, cols } = parts.start;
  let dense: Matrix | undefined;
  return {
    rows,
    cols,
    get values() {
      dense ??= multiplyOutInto(zeros(rows, cols, precisionOf(parts.start)), parts, X);
      return dense.values;
    },
  };
}
