import { ShapeError } from '../errors.js';

/** The number format of a matrix: eight bytes an entry, as NumPy's default, or four. */
export type Precision = 'float64' | 'float32';

/** Storage of a matrix, in the precision of its element type. */
export type Values = Float64Array | Float32Array;

/**
 * A dense matrix, `rows` x `cols`, row-major: entry (i, j) is `values[i * cols + j]`.
 *
 * In this package the columns are examples: `X` is (n0 x m).
 */
export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly values: Values;
}

/** Where matrices come from: makes one of zeros. */
export type Make = (rows: number, cols: number, precision: Precision) => Matrix;

/** Allocates `length` zeros in the given precision. */
export function allocate(length: number, precision: Precision): Values {
  return precision === 'float64' ? new Float64Array(length) : new Float32Array(length);
}

/**
 * A (rows x cols) matrix of zeros.
 *
 * @example
 * zeros(2, 3).values.length // => 6
 */
export function zeros(rows: number, cols: number, precision: Precision = 'float64'): Matrix {
  // Sizes from a file may be doubles to V8, which would do all index arithmetic in doubles: 2 x slower.
  return { rows: rows | 0, cols: cols | 0, values: allocate(rows * cols, precision) };
}

/**
 * A matrix from a list of rows of equal length.
 *
 * @throws {ShapeError} when the rows differ in length
 * @example
 * matrix([[1, 2], [3, 4]]).values[2] // => 3
 */
export function matrix(
  rows: readonly (readonly number[])[],
  precision: Precision = 'float64',
): Matrix {
  const cols = rows[0]?.length ?? 0;
  const result = zeros(rows.length, cols, precision);
  rows.forEach((row, i) => {
    if (row.length !== cols) {
      throw new ShapeError(
        `Cannot make a matrix: row 0 has ${cols} entries, row ${i} has ${row.length}`,
      );
    }
    result.values.set(row, i * cols);
  });
  return result;
}

/** A matrix that tells its precision without its values, which may have to be made first. */
export interface OfPrecision {
  readonly precision: Precision;
}

/** The precision in which a matrix is stored. */
export function precisionOf(A: Matrix & Partial<OfPrecision>): Precision {
  if (A.precision !== undefined) return A.precision;
  return A.values instanceof Float64Array ? 'float64' : 'float32';
}

/**
 * An independent copy of `A`; use it to keep a view that flows through a pipeline.
 *
 * @example
 * copyMatrix(matrix([[1, 2]])) // => matrix([[1, 2]])
 */
export function copyMatrix(A: Matrix): Matrix {
  return { rows: A.rows, cols: A.cols, values: A.values.slice() };
}

/**
 * A^T, as a copy.
 *
 * @example
 * transpose(matrix([[1, 2]])) // => matrix([[1], [2]])
 */
export function transpose(A: Matrix): Matrix {
  const { rows, cols, values: from } = A;
  const { values: to } = zeros(cols, rows, precisionOf(A));
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) to[j * rows + i] = from[i * cols + j];
  }
  return { rows: cols, cols: rows, values: to };
}

/**
 * The shape as people read it.
 *
 * @example
 * shapeOf(zeros(5, 12288)) // => '5 x 12288'
 */
export function shapeOf(A: Matrix): string {
  return `${A.rows} x ${A.cols}`;
}
