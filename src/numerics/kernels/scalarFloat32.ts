import type { Matrix } from '../matrix.js';
import type { Kernels } from './kernels.js';
import { multiplyBytes } from './scalarBytes.js';
import * as entries from './scalarEntries.js';

/*
 * The specification in float32, in plain TypeScript. V8 computes in float64: each product is rounded
 * by `Math.fround`, and each sum by that or by being stored.
 */

/** Kernels for results in float32, wherever they live. */
export const scalarFloat32: Kernels = {
  name: 'scalar',
  multiply(C, { rows: n, cols: inner, values: a }, { cols: m, values: b }) {
    const c = C.values;
    c.fill(0);
    for (let k = 0; k < inner; k++) {
      for (let i = 0; i < n; i++) addScaledRow(c, i * m, a[i * inner + k], b, k * m, m);
    }
  },

  multiplyBy(B) {
    return (C, A) => this.multiply(C, A, B);
  },

  multiplyTransposed(C, { rows: n, cols: inner, values: a }, { rows: m, values: b }, scale) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < m; j++) {
        let sum = 0;
        for (let k = 0; k < inner; k++) {
          sum = Math.fround(sum + Math.fround(a[i * inner + k] * b[j * inner + k]));
        }
        C.values[i * m + j] = Math.fround(scale) * sum;
      }
    }
  },

  transposedMultiply(C, { rows: inner, cols: n, values: a }, { cols: m, values: b }) {
    const c = C.values;
    c.fill(0);
    for (let k = 0; k < inner; k++) {
      for (let i = 0; i < n; i++) addScaledRow(c, i * m, a[k * n + i], b, k * m, m);
    }
  },

  multiplyBytes,
  ...entries,

  combine(C, x, { values: a }, y, { values: b }) {
    const { values: c } = C;
    const count = C.rows * C.cols;
    const x32 = Math.fround(x);
    const y32 = Math.fround(y);
    for (let i = 0; i < count; i++) c[i] = Math.fround(x32 * a[i]) + Math.fround(y32 * b[i]);
  },

  momentum(P, { values: v }, { values: dp }, rate, beta) {
    const { values: p } = P;
    const count = P.rows * P.cols;
    const rate32 = Math.fround(rate);
    const beta32 = Math.fround(beta);
    for (let i = 0; i < count; i++) {
      v[i] = Math.fround(beta32 * v[i]) + dp[i];
      p[i] -= Math.fround(rate32 * v[i]);
    }
  },

  nesterov(P, { values: v }, { values: dp }, rate, beta) {
    const { values: p } = P;
    const count = P.rows * P.cols;
    const rate32 = Math.fround(rate);
    const beta32 = Math.fround(beta);
    for (let i = 0; i < count; i++) {
      v[i] = Math.fround(beta32 * v[i]) + dp[i];
      const step = Math.fround(dp[i] + Math.fround(beta32 * v[i]));
      p[i] -= Math.fround(rate32 * step);
    }
  },
};

/** c[to + j] += factor * b[from + j], for j below m. */
function addScaledRow(
  c: Matrix['values'],
  to: number,
  factor: number,
  b: Matrix['values'],
  from: number,
  m: number,
): void {
  for (let j = 0; j < m; j++) c[to + j] += Math.fround(factor * b[from + j]);
}
