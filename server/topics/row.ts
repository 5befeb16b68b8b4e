import type { Block } from './block.js';

/** Consecutive points of a series merged into one. Least and largest value are NaN where none is finite. */
export interface Row {
  /** The first and last seq of the points. */
  readonly first: number;
  readonly last: number;
  /** Iterations done at the first and last point. */
  readonly x0: number;
  readonly x1: number;
  readonly min: number;
  readonly max: number;
  readonly firstValue: number;
  readonly lastValue: number;
  /** Points that are NaN or infinite. */
  readonly nonFinite: number;
}

/** A block as one row. */
export function rowOf({ first, last, x, y }: Block): Row {
  let min = Infinity;
  let max = -Infinity;
  let nonFinite = 0;
  for (const value of y) {
    if (!Number.isFinite(value)) {
      nonFinite++;
      continue;
    }
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const none = nonFinite === y.length;
  return {
    first,
    last,
    x0: x[0],
    x1: x[x.length - 1],
    min: none ? Number.NaN : min,
    max: none ? Number.NaN : max,
    firstValue: y[0],
    lastValue: y[y.length - 1],
    nonFinite,
  };
}

/** Rows, each behind the one before it, as one; there is one at least. */
export function mergeRows(rows: readonly Row[]): Row {
  const start = rows[0];
  const end = rows[rows.length - 1];
  let { min, max } = start;
  let nonFinite = 0;
  for (const row of rows) {
    // Comparisons with NaN are false: a row without finite values changes nothing, and is replaced by any that has.
    if (row.min < min || Number.isNaN(min)) min = row.min;
    if (row.max > max || Number.isNaN(max)) max = row.max;
    nonFinite += row.nonFinite;
  }
  return {
    first: start.first,
    last: end.last,
    x0: start.x0,
    x1: end.x1,
    min,
    max,
    firstValue: start.firstValue,
    lastValue: end.lastValue,
    nonFinite,
  };
}
