import type { ByteMatrix } from '../byteMatrix.js';
import type { Matrix } from '../matrix.js';

/**
 * A set of kernels: the matrix products of training, written into a given target. Shapes and
 * precisions are checked by whoever calls them.
 *
 * In 'scalar' and 'simd' every entry of a result is summed in the order of the inner index, and every
 * product and sum is rounded to the precision of the matrices, so that both give the same bits. 'blas'
 * agrees with them to rounding.
 */
export interface Kernels {
  /** What reports call this set. */
  readonly name: KernelName;
  /** C = A B, for A (n x k) and B (k x m). */
  multiply(C: Matrix, A: Matrix, B: Matrix): void;
  /** C = scale A B^T, for A (n x k) and B (m x k). */
  multiplyTransposed(C: Matrix, A: Matrix, B: Matrix, scale: number): void;
  /** C = A^T B, for A (k x n) and B (k x m). */
  transposedMultiply(C: Matrix, A: Matrix, B: Matrix): void;
  /** C = A^T B, for bytes A (k x n) and B (k x m): summed exactly, divided and rounded once. */
  multiplyBytes(C: Matrix, A: ByteMatrix, B: ByteMatrix): void;
}

/** The sets there are. */
export type KernelName = 'scalar' | 'simd' | 'blas';

/** A set, or the fastest that this machine has. */
export type KernelChoice = KernelName | 'auto';
