/*
 * The float32 products by the textbook's loops: the specification of the float32 kernels. Every
 * product and every sum is rounded to float32, in the order of the inner index.
 *
 * The strides say which entry is meant: entry (i, k) of A is `a[i * aRow + k * aStep]`, entry (k, j)
 * of B is `b[k * bStep + j * bCol]`, so that one function serves A B, A B^T and A^T B.
 */
export function roundedProduct(
  [n, inner, m]: readonly [number, number, number],
  { values: a, row: aRow, col: aStep }: Strided,
  { values: b, row: bStep, col: bCol }: Strided,
  scale = 1,
): Float32Array {
  const c = new Float32Array(n * m);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      let sum = 0;
      for (let k = 0; k < inner; k++) {
        const product = Math.fround(a[i * aRow + k * aStep] * b[k * bStep + j * bCol]);
        sum = Math.fround(sum + product);
      }
      c[i * m + j] = Math.fround(Math.fround(scale) * sum);
    }
  }
  return c;
}

/** Values with the distance between rows and between columns, in entries. */
export interface Strided {
  readonly values: Float32Array;
  readonly row: number;
  readonly col: number;
}
