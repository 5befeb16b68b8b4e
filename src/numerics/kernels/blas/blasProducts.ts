import type { Matrix, Values } from '../../matrix.js';
import type { Kernels } from '../kernels.js';
import type { BlasLibrary } from './blasLibrary.js';

/** The matrix products of a kernel set. */
export type Products = Pick<Kernels, 'multiply' | 'multiplyTransposed' | 'transposedMultiply'>;

// The values of CBLAS's enumerations.
const ROW_MAJOR = 101;
const AS_IT_IS = 111;
const TRANSPOSED = 112;

/**
 * The products by a BLAS, for matrices of one precision and no size of 0, wherever they live. They agree
 * with the other sets to rounding: a BLAS sums in an order of its own.
 *
 * C is not read, not even where it holds NaN; NaN and infinities in A and B reach C unless the scale is 0,
 * which BLAS takes for "C = 0".
 */
export function blasProducts({ dgemm, sgemm }: BlasLibrary): Products {
  function product(
    C: Matrix,
    A: Matrix,
    transA: number,
    B: Matrix,
    transB: number,
    scale: number,
  ): void {
    const c = valuesOf(C);
    const isFloat64 = c instanceof Float64Array;
    const gemm = isFloat64 ? dgemm : sgemm;
    const inner = transA === TRANSPOSED ? A.rows : A.cols;
    const a = valuesOf(A);
    const b = valuesOf(B);
    if (a instanceof Float64Array !== isFloat64 || b instanceof Float64Array !== isFloat64) {
      throw new TypeError('Cannot multiply matrices of different precisions with blas');
    }
    // Row-major and dense, so that the columns of a matrix are its leading dimension.
    gemm(
      ROW_MAJOR,
      transA,
      transB,
      C.rows,
      C.cols,
      inner,
      scale,
      a,
      A.cols,
      b,
      B.cols,
      0,
      c,
      C.cols,
    );
  }
  return {
    multiply: (C, A, B) => product(C, A, AS_IT_IS, B, AS_IT_IS, 1),
    multiplyTransposed: (C, A, B, scale) => product(C, A, AS_IT_IS, B, TRANSPOSED, scale),
    transposedMultiply: (C, A, B) => product(C, A, TRANSPOSED, B, AS_IT_IS, 1),
  };
}

/** The values of a matrix: a library that is told a wrong size ends the process, so it is checked here. */
function valuesOf({ rows, cols, values }: Matrix): Values {
  if (values.length < rows * cols) {
    throw new RangeError(`Cannot read a matrix of ${rows} x ${cols} from ${values.length} values`);
  }
  return values;
}
