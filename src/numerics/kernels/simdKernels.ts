import type { Matrix } from '../matrix.js';
import type { Kernels } from './kernels.js';
import { instantiateProducts } from './simdProducts.js';

/**
 * Kernels in WebAssembly SIMD, for matrices of one precision that live in `memory`.
 *
 * @param scratch address of `scratchBytes` bytes in `memory` that nothing else uses
 */
export function simdKernels(memory: WebAssembly.Memory, scratch: number): Kernels {
  const products = instantiateProducts(memory, scratch);
  return {
    name: 'simd',
    multiply(C, A, B) {
      const multiply = isFloat64(C) ? products.multiplyF64 : products.multiplyF32;
      multiply(address(C), address(A), address(B), A.rows, A.cols, B.cols);
    },
    multiplyTransposed(C, A, B, scale) {
      const multiply = isFloat64(C)
        ? products.multiplyTransposedF64
        : products.multiplyTransposedF32;
      multiply(address(C), address(A), address(B), A.rows, A.cols, B.rows, scale);
    },
    transposedMultiply(C, A, B) {
      const multiply = isFloat64(C)
        ? products.transposedMultiplyF64
        : products.transposedMultiplyF32;
      multiply(address(C), address(A), address(B), A.cols, A.rows, B.cols);
    },
  };
}

function isFloat64({ values }: Matrix): boolean {
  return values instanceof Float64Array;
}

function address({ values }: Matrix): number {
  return values.byteOffset;
}
