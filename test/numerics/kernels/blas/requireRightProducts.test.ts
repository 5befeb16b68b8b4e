import { expect, test } from 'vitest';
import type { BlasLibrary, Gemm } from '../../../../src/numerics/kernels/blas/blasLibrary.js';
import { requireRightProducts } from '../../../../src/numerics/kernels/blas/requireRightProducts.js';

const TRANSPOSED = 112;

/** CBLAS's general product as its reference defines it, row-major. */
const textbook: Gemm = (_order, transA, transB, n, m, k, alpha, A, lda, B, ldb, beta, C, ldc) => {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      let sum = 0;
      for (let p = 0; p < k; p++) {
        const a = transA === TRANSPOSED ? A[p * lda + i] : A[i * lda + p];
        const b = transB === TRANSPOSED ? B[j * ldb + p] : B[p * ldb + j];
        sum += a * b;
      }
      const before = beta === 0 ? 0 : beta * C[i * ldc + j];
      C[i * ldc + j] = alpha * sum + before;
    }
  }
};

const right: BlasLibrary = { name: 'textbook', dgemm: textbook, sgemm: textbook };

test('requireRightProducts() accepts a library that computes rightly', () => {
  expect(() => requireRightProducts(right)).not.toThrow();
});

const faults: Record<string, Gemm> = {
  'does nothing': () => {},
  'ignores that A is transposed': (order, _transA, ...rest) => textbook(order, 111, ...rest),
  'ignores that B is transposed': (order, transA, _transB, ...rest) =>
    textbook(order, transA, 111, ...rest),
  'ignores alpha': (order, transA, transB, n, m, k, _alpha, ...rest) =>
    textbook(order, transA, transB, n, m, k, 1, ...rest),
  'adds to C': (order, transA, transB, n, m, k, alpha, A, lda, B, ldb, _beta, ...rest) =>
    textbook(order, transA, transB, n, m, k, alpha, A, lda, B, ldb, 1, ...rest),
  'leaves out the last step': (order, transA, transB, n, m, k, ...rest) =>
    textbook(order, transA, transB, n, m, k - 1, ...rest),
  'leaves out the last row': (order, transA, transB, n, ...rest) =>
    textbook(order, transA, transB, n - 1, ...rest),
};

test.each(Object.entries(faults))('requireRightProducts() refuses one that %s', (_fault, gemm) => {
  expect(() => requireRightProducts({ ...right, dgemm: gemm })).toThrow(/float64 .* wrong/);
  expect(() => requireRightProducts({ ...right, sgemm: gemm })).toThrow(/float32 .* wrong/);
});
