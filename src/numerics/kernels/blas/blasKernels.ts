import type { Kernels } from '../kernels.js';
import type { BlasLibrary } from './blasLibrary.js';
import { blasProducts } from './blasProducts.js';

/**
 * From how many multiplications on a product goes to the library.
 *
 * A call through koffi takes 110 ns, whether matrices are handed over as typed arrays (taken here: no
 * addresses in JavaScript), as numbers, or, 30 ns more, as BigInts. Measured against the SIMD kernels, one
 * core, OpenBLAS 0.3.21, float64: 8 x 8 x 8 188 : 102 ns, 12 x 12 x 12 262 : 248, 16 x 16 x 16 363 : 478,
 * 5 x 5 x 209 600 : 732, 32 x 32 x 32 1.6 : 3.0 microseconds; float32: 16 x 16 x 16 280 : 287.
 */
const WORTH_A_CALL = 16 ** 3;

/**
 * The kernels of `others`, with the products of the library where they are worth a call.
 *
 * @param others kernels that can read the same matrices; they also do what has a size or a scale of 0
 */
export function blasKernels(library: BlasLibrary, others: Kernels): Kernels {
  const products = blasProducts(library);
  return {
    ...others,
    name: 'blas',
    multiply(C, A, B) {
      const set = C.rows * A.cols * C.cols < WORTH_A_CALL ? others : products;
      set.multiply(C, A, B);
    },
    multiplyBy(B) {
      return (C, A) => this.multiply(C, A, B);
    },
    multiplyTransposed(C, A, B, scale) {
      const small = C.rows * A.cols * C.cols < WORTH_A_CALL;
      const set = small || scale === 0 ? others : products;
      set.multiplyTransposed(C, A, B, scale);
    },
    transposedMultiply(C, A, B) {
      const set = C.rows * A.rows * C.cols < WORTH_A_CALL ? others : products;
      set.transposedMultiply(C, A, B);
    },
  };
}
