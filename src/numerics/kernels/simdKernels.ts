import { ByteMatrix } from '../byteMatrix.js';
import type { Matrix } from '../matrix.js';
import type { Kernels } from './kernels.js';
import { instantiateProducts } from './simdProducts.js';
import { shareProducts } from './threads/shareProducts.js';
import type { Threads } from './threads/threads.js';

/**
 * Rows of a product of bytes in one call. It is computed once a run, and V8 replaces its first, slow code
 * only between calls: all 209 x 209 of the cat images in one call take 50 ms, in such blocks 20 ms.
 */
const BLOCK = 8;

/**
 * Kernels in WebAssembly SIMD, for matrices of one precision that live in `memory`.
 *
 * @param scratch address of `scratchBytes` bytes in `memory` that nothing else uses
 * @param threads those of the memory
 */
export function simdKernels(
  memory: WebAssembly.Memory,
  scratch: number,
  threads: Threads,
): Kernels {
  const products = shareProducts(instantiateProducts(memory, scratch), threads);
  return {
    name: 'simd',
    multiply(C, A, B) {
      if (B instanceof ByteMatrix) {
        const multiply = isFloat64(C) ? products.multiplyBytesF64 : products.multiplyBytesF32;
        multiply(
          address(C),
          address(A),
          B.bytes.byteOffset,
          A.rows,
          A.cols,
          B.cols,
          address(B.table),
        );
        return;
      }
      const multiply = isFloat64(C) ? products.multiplyF64 : products.multiplyF32;
      multiply(address(C), address(A), address(B), A.rows, A.cols, B.cols);
    },
    multiplyTransposed(C, A, B, scale) {
      if (B instanceof ByteMatrix) {
        const multiply = isFloat64(C)
          ? products.multiplyBytesTransposedF64
          : products.multiplyBytesTransposedF32;
        multiply(
          address(C),
          address(A),
          B.bytes.byteOffset,
          A.rows,
          A.cols,
          B.rows,
          scale,
          address(B.table),
        );
        return;
      }
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
    multiplyBytes(C, A, B) {
      const multiply = isFloat64(C) ? products.byteProductsF64 : products.byteProductsF32;
      const divisor = A.divisor * B.divisor;
      for (let from = 0; from < A.cols; from += BLOCK) {
        const to = Math.min(from + BLOCK, A.cols);
        multiply(
          address(C),
          A.bytes.byteOffset,
          B.bytes.byteOffset,
          from,
          to,
          A.rows,
          B.cols,
          divisor,
        );
      }
    },
  };
}

function isFloat64({ values }: Matrix): boolean {
  return values instanceof Float64Array;
}

function address({ values }: Matrix): number {
  return values.byteOffset;
}
