import type { ByteMatrix } from '../byteMatrix.js';
import type { BuiltInCurve } from '../curves.js';
import type { Matrix } from '../matrix.js';

/**
 * A set of kernels: the arithmetic of training, written into a given target. Shapes and precisions are
 * checked by whoever calls them.
 *
 * 'scalar' and 'simd' give the same bits, because what is rounded and in which order is part of the promise
 * ('blas' agrees in its products to rounding, and takes all else from 'simd'):
 *
 * - every entry of a product is summed in the order of the inner index, and every product and sum is
 *   rounded to the precision of the matrices; so are those of the steps of parameters;
 * - curves are computed in float64 by the functions of ../functions, and rounded once;
 * - sums over many entries are made in float64 out of eight partial sums: entry j belongs to number
 *   j mod 8, and they are combined as ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7)).
 */
export interface Kernels {
  /** What reports call this set. */
  readonly name: KernelName;
  /** C = A B, for A (n x k) and B (k x m). */
  multiply(C: Matrix, A: Matrix, B: Matrix): void;
  /**
   * `multiply` by one B (k x m) that nobody writes any more, for C and A of `rows` rows: for many products with it,
   * B is laid out in the order in which they read it.
   */
  multiplyBy(B: Matrix, rows: number): (C: Matrix, A: Matrix) => void;
  /** C = scale A B^T, for A (n x k) and B (m x k). */
  multiplyTransposed(C: Matrix, A: Matrix, B: Matrix, scale: number): void;
  /** C = A^T B, for A (k x n) and B (k x m). */
  transposedMultiply(C: Matrix, A: Matrix, B: Matrix): void;
  /** C = A^T B, for bytes A (k x n) and B (k x m): summed exactly, divided and rounded once. */
  multiplyBytes(C: Matrix, A: ByteMatrix, B: ByteMatrix): void;
  /** C = the columns of A at the given places, side by side, for A^T `transposed`. */
  gatherColumns(C: Matrix, transposed: Matrix, columns: Uint32Array): void;
  /** Z += b, row by row, for Z (n x m) and b (n x 1). */
  addBias(Z: Matrix, b: Matrix): void;
  /** A = g(Z). */
  activate(A: Matrix, Z: Matrix, curve: BuiltInCurve): void;
  /** Z += b and A = g(Z), in one pass. */
  addBiasAndActivate(A: Matrix, Z: Matrix, b: Matrix, curve: BuiltInCurve): void;
  /** dZ = dA * g'(Z), for A = g(Z); dZ may be dA. */
  activateBackward(dZ: Matrix, dA: Matrix, Z: Matrix, A: Matrix, curve: BuiltInCurve): void;
  /** The mean of each row, for A (n x m) and means (n x 1). */
  rowMeans(means: Matrix, A: Matrix): void;
  /** C = x A + y B; C may be A or B. In float32 both numbers are rounded first. */
  combine(C: Matrix, x: number, A: Matrix, y: number, B: Matrix): void;
  /** V = beta V + dP, then P -= rate V; in float32 both numbers are rounded first. */
  momentum(P: Matrix, V: Matrix, dP: Matrix, rate: number, beta: number): void;
  /** V = beta V + dP, then P -= rate (dP + beta V); in float32 both numbers are rounded first. */
  nesterov(P: Matrix, V: Matrix, dP: Matrix, rate: number, beta: number): void;
  /** sum(max(z, 0) - y z + log(1 + e^-|z|)). */
  crossEntropySum(Z: Matrix, Y: Matrix): number;
}

/** The sets there are. */
export type KernelName = 'scalar' | 'simd' | 'blas';

/** A set, or the fastest that this machine has. */
export type KernelChoice = KernelName | 'auto';
