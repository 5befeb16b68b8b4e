import type { ByteMatrix } from '../byteMatrix.js';
import type { Matrix } from '../matrix.js';

/**
 * C = A^T B for bytes, the specification: sums of products of bytes are whole numbers, exact up to 2^53,
 * so that only the division, and storing in the precision of C, round.
 */
export function multiplyBytes(C: Matrix, A: ByteMatrix, B: ByteMatrix): void {
  const { rows: inner, cols: n, bytes: a } = A;
  const { cols: m, bytes: b } = B;
  const divisor = A.divisor * B.divisor;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += a[i * inner + k] * b[j * inner + k];
      C.values[i * m + j] = sum / divisor;
    }
  }
}
