/*
 * The matrix products of assembly/, for matrices that live in one WebAssembly memory.
 *
 * A matrix is a byte address in the memory, row-major, of any alignment. Nothing is checked here:
 * neither that the matrices lie inside the memory nor that the target overlaps nothing. The memory
 * may grow at any time. float64 has the bits of scalarFloat64.ts; float32 rounds each product and each
 * sum to float32, in the order of the inner index.
 */

/** C = A B for A (n x k) and B (k x m), or C = A^T B for A (k x n) and B (k x m). */
export type Multiply = (c: number, a: number, b: number, n: number, k: number, m: number) => void;

/** Lays B (k x m) out for `multiplyPanels`, in `bytesOfPanels` at `to`. */
export type LayOut = (to: number, b: number, k: number, m: number) => void;

/** C = scale A B^T, for A (n x k) and B (m x k); in float32 the scale is rounded first. */
export type MultiplyTransposed = (
  c: number,
  a: number,
  b: number,
  n: number,
  k: number,
  m: number,
  scale: number,
) => void;

/** C = A B for A (n x k) and bytes (m x k) of B^T, each standing for a number of the table. */
export type MultiplyBytes = (
  c: number,
  a: number,
  b: number,
  n: number,
  k: number,
  m: number,
  table: number,
) => void;

/** C = scale A B^T for A (n x k) and bytes (k x m) of B^T. */
export type MultiplyBytesTransposed = (
  c: number,
  a: number,
  b: number,
  n: number,
  k: number,
  m: number,
  scale: number,
  table: number,
) => void;

/** Rows `from` up to `to` of C = A B^T / divisor, for bytes A (n x k) and B (m x k). */
export type ByteProducts = (
  c: number,
  a: number,
  b: number,
  from: number,
  to: number,
  k: number,
  m: number,
  divisor: number,
) => void;

/** The products in one memory. */
export interface SimdProducts {
  readonly multiplyF64: Multiply;
  readonly multiplyTransposedF64: MultiplyTransposed;
  readonly transposedMultiplyF64: Multiply;
  readonly layOutF64: LayOut;
  /** C = A B, where `b` is B as `layOutF64` laid it out. */
  readonly multiplyPanelsF64: Multiply;
  readonly multiplyF32: Multiply;
  readonly multiplyTransposedF32: MultiplyTransposed;
  readonly transposedMultiplyF32: Multiply;
  readonly layOutF32: LayOut;
  readonly multiplyPanelsF32: Multiply;
  readonly multiplyBytesF64: MultiplyBytes;
  readonly multiplyBytesTransposedF64: MultiplyBytesTransposed;
  readonly byteProductsF64: ByteProducts;
  readonly multiplyBytesF32: MultiplyBytes;
  readonly multiplyBytesTransposedF32: MultiplyBytesTransposed;
  readonly byteProductsF32: ByteProducts;
}

/** How many bytes of the memory the products need for themselves. */
export const scratchBytes = 172_224;

/** How many bytes the panels of a matrix (k x m) take, for numbers of so many bytes: 4 KiB for 16 x 32 doubles. */
export function bytesOfPanels(k: number, m: number, bytesPerNumber: number): number {
  return Math.ceil((m * bytesPerNumber) / PANEL_BYTES) * PANEL_BYTES * k;
}

/** A row of a panel: two vectors. */
const PANEL_BYTES = 32;
