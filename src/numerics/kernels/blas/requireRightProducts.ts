import { type Matrix, type Precision, zeros } from '../../matrix.js';
import { scalarFloat32 } from '../scalarFloat32.js';
import { scalarFloat64 } from '../scalarFloat64.js';
import type { BlasLibrary } from './blasLibrary.js';
import { blasProducts, type Products } from './blasProducts.js';

/**
 * Tries one small product of each kind and precision.
 *
 * @throws {Error} when one differs from the scalar kernel: a library that computes wrongly, or whose
 * functions are not what their names say, must not be used
 */
export function requireRightProducts(library: BlasLibrary): void {
  const products = blasProducts(library);
  for (const [precision, expected] of [
    ['float64', scalarFloat64],
    ['float32', scalarFloat32],
  ] as const) {
    for (const [kind, compute] of Object.entries(trials)) {
      const [C, D] = [compute(products, precision), compute(expected, precision)];
      if (C.values.some((value, i) => value !== D.values[i])) {
        throw new Error(`Its ${precision} ${kind} gives wrong results`);
      }
    }
  }
}

const [n, k, m] = [5, 7, 3];

const trials: Record<keyof Products, (products: Products, precision: Precision) => Matrix> = {
  multiply(products, precision) {
    const C = unset(precision);
    products.multiply(C, counting(n, k, precision), counting(k, m, precision));
    return C;
  },
  multiplyTransposed(products, precision) {
    const C = unset(precision);
    products.multiplyTransposed(C, counting(n, k, precision), counting(m, k, precision), 0.5);
    return C;
  },
  transposedMultiply(products, precision) {
    const C = unset(precision);
    products.transposedMultiply(C, counting(k, n, precision), counting(k, m, precision));
    return C;
  },
};

/** What a product must overwrite without reading it. */
function unset(precision: Precision): Matrix {
  const C = zeros(n, m, precision);
  C.values.fill(Number.NaN);
  return C;
}

/** Small whole numbers without a pattern that a wrong product could share: its sums are exact. */
function counting(rows: number, cols: number, precision: Precision): Matrix {
  const A = zeros(rows, cols, precision);
  for (let i = 0; i < A.values.length; i++) A.values[i] = ((i * i + 3 * i) % 17) - 8;
  return A;
}
