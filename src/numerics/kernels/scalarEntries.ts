import type { Curve } from '../curves.js';
import { softplusTail } from '../functions/softplusTail.js';
import type { Matrix } from '../matrix.js';

/*
 * The specification of what is computed in float64 and rounded when it is stored, whatever the
 * precision of the matrices, in plain TypeScript.
 */

/** C = the columns of A at the given places, for A^T. */
export function gatherColumns(C: Matrix, transposed: Matrix, columns: Uint32Array): void {
  const { values: to, cols: width } = C;
  const { values: from, cols: length } = transposed;
  for (let j = 0; j < width; j++) {
    const start = columns[j] * length;
    for (let i = 0; i < length; i++) to[i * width + j] = from[start + i];
  }
}

/** Z += b, row by row. */
export function addBias({ rows, cols, values: z }: Matrix, { values: b }: Matrix): void {
  for (let i = 0; i < rows; i++) {
    const bias = b[i];
    for (let j = i * cols; j < (i + 1) * cols; j++) z[j] += bias;
  }
}

/** A = g(Z); any curve will do. */
export function activate({ values: a }: Matrix, Z: Matrix, curve: Curve): void {
  const { values: z } = Z;
  const count = Z.rows * Z.cols;
  for (let i = 0; i < count; i++) a[i] = curve.value(z[i]);
}

/** Z += b and A = g(Z). */
export function addBiasAndActivate(A: Matrix, Z: Matrix, b: Matrix, curve: Curve): void {
  addBias(Z, b);
  activate(A, Z, curve);
}

/** dZ = dA * g'(Z); any curve will do. */
export function activateBackward(
  dZ: Matrix,
  { values: da }: Matrix,
  { values: z }: Matrix,
  { values: a }: Matrix,
  curve: Curve,
): void {
  const { values: dz } = dZ;
  const count = dZ.rows * dZ.cols;
  for (let i = 0; i < count; i++) dz[i] = da[i] * curve.derivative(z[i], a[i]);
}

/** The mean of each row. */
export function rowMeans({ values: means }: Matrix, { rows, cols, values: a }: Matrix): void {
  for (let i = 0; i < rows; i++) {
    partials.fill(0);
    for (let j = 0; j < cols; j++) partials[j & 7] += a[i * cols + j];
    means[i] = combinedPartials() / cols;
  }
}

/** sum(max(z, 0) - y z + log(1 + e^-|z|)). */
export function crossEntropySum({ rows, cols, values: z }: Matrix, { values: y }: Matrix): number {
  partials.fill(0);
  for (let i = 0; i < rows * cols; i++) {
    const above = z[i] > 0 ? z[i] : 0;
    partials[i & 7] += above - y[i] * z[i] + softplusTail(z[i]);
  }
  return combinedPartials();
}

const partials = new Float64Array(8);

function combinedPartials(): number {
  const [s0, s1, s2, s3, s4, s5, s6, s7] = partials;
  return s0 + s4 + (s2 + s6) + (s1 + s5 + (s3 + s7));
}
