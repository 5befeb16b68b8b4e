/*
 * The three matrix products of training in WebAssembly SIMD: AssemblyScript, compiled by build.mjs.
 *
 * Every entry of a result is summed in the order of the inner index from 0 on, one rounded product
 * and one rounded sum after another, so float64 has the bits of ../scalarFloat64.ts; float32
 * rounds every product and every sum to float32. What is fast is only where the numbers are kept:
 *
 *   C is computed in tiles of up to 5 rows by 2 vectors that stay in registers while k runs;
 *   A is copied, a block at a time, so that a tile finds its rows side by side for each k;
 *   B is copied, a panel of 2 vectors at a time, when it is transposed, ragged, or used repeatedly;
 *   B that is used once is touched ahead in the order of memory, as prefetchers like it;
 *   B that comes again and again may be laid out in panels beforehand (`layOutF64`);
 *   k is cut where a block would leave the caches: the sums wait in C, which changes no bit.
 *
 * Matrices are row-major, given by their byte addresses, of any alignment. C and the scratch
 * overlap nothing. Nothing is checked.
 *
 * A part of C is a product too, of some rows of A and some columns of B: see threads.ts.
 *
 * Not attempted: fused multiply-add (other bits), sums in another order (other bits).
 */
import {
  blockRows, blockSteps, edgeAt, panelBytes, scratch, tileRows,
} from './blocks';
import { layOut, packBlock, packPanel, packTransposed, useTable } from './packing';
import { strips } from './tiles';

/** Steps of k where B is read in place, once: as many rows of B as fit the L2 cache. */
@inline const streamSteps: i32 = 64;
/** Half of an L2 cache. */
@inline const cachedBytes: usize = 1 << 19;
/** Panels of B^T that are touched at a time. */
@inline const touchPanels: i32 = 16;

/** C = A B, for A (n x k) and B (k x m). */
export function multiplyF64(c: usize, a: usize, b: usize, n: i32, k: i32, m: i32): void {
  product<f64, f64>(c, m, a, k, 1, b, m, false, n, k, m, 1);
}

/** C = scale A B^T, for A (n x k) and B (m x k). */
export function multiplyTransposedF64(
  c: usize, a: usize, b: usize, n: i32, k: i32, m: i32, scale: f64,
): void {
  product<f64, f64>(c, m, a, k, 1, b, k, true, n, k, m, scale);
}

/** C = A^T B, for A (k x n) and B (k x m). */
export function transposedMultiplyF64(
  c: usize, a: usize, b: usize, n: i32, k: i32, m: i32,
): void {
  if (a == b && n == m) gram<f64>(c, a, k, n);
  else product<f64, f64>(c, m, a, 1, n, b, m, false, n, k, m, 1);
}

/** C = A B, for A (n x k) and B (k x m). */
export function multiplyF32(c: usize, a: usize, b: usize, n: i32, k: i32, m: i32): void {
  product<f32, f32>(c, m, a, k, 1, b, m, false, n, k, m, 1);
}

/** C = scale A B^T, for A (n x k) and B (m x k); the scale is rounded to float32. */
export function multiplyTransposedF32(
  c: usize, a: usize, b: usize, n: i32, k: i32, m: i32, scale: f64,
): void {
  product<f32, f32>(c, m, a, k, 1, b, k, true, n, k, m, <f32>scale);
}

/** C = A^T B, for A (k x n) and B (k x m). */
export function transposedMultiplyF32(
  c: usize, a: usize, b: usize, n: i32, k: i32, m: i32,
): void {
  if (a == b && n == m) gram<f32>(c, a, k, n);
  else product<f32, f32>(c, m, a, 1, n, b, m, false, n, k, m, 1);
}

/** C = A B, for A (n x k) and bytes B^T (m x k) that stand for the numbers of `numbers`. */
export function multiplyBytesF64(
  c: usize, a: usize, b: usize, n: i32, k: i32, m: i32, numbers: usize,
): void {
  useTable(numbers);
  product<f64, u8>(c, m, a, k, 1, b, k, true, n, k, m, 1);
}

/** C = scale A B^T, for A (n x k) and bytes B^T (k x m). */
export function multiplyBytesTransposedF64(
  c: usize, a: usize, b: usize, n: i32, k: i32, m: i32, scale: f64, numbers: usize,
): void {
  useTable(numbers);
  product<f64, u8>(c, m, a, k, 1, b, m, false, n, k, m, scale);
}

/** C = A B, for A (n x k) and bytes B^T (m x k). */
export function multiplyBytesF32(
  c: usize, a: usize, b: usize, n: i32, k: i32, m: i32, numbers: usize,
): void {
  useTable(numbers);
  product<f32, u8>(c, m, a, k, 1, b, k, true, n, k, m, 1);
}

/** C = scale A B^T, for A (n x k) and bytes B^T (k x m); the scale is rounded to float32. */
export function multiplyBytesTransposedF32(
  c: usize, a: usize, b: usize, n: i32, k: i32, m: i32, scale: f64, numbers: usize,
): void {
  useTable(numbers);
  product<f32, u8>(c, m, a, k, 1, b, m, false, n, k, m, <f32>scale);
}

/** Lays B (k x m) out for `multiplyPanelsF64`, in ceil(m / 4) 32 k bytes at `to`. */
export function layOutF64(to: usize, b: usize, k: i32, m: i32): void {
  layOut<f64>(to, b, k, m);
}

/** C = A B, for A (n x k) and B (k x m) as `layOutF64` laid it out. */
export function multiplyPanelsF64(c: usize, a: usize, panels: usize, n: i32, k: i32, m: i32): void {
  panelsProduct<f64>(c, a, panels, n, k, m);
}

/** Lays B (k x m) out for `multiplyPanelsF32`, in ceil(m / 8) 32 k bytes at `to`. */
export function layOutF32(to: usize, b: usize, k: i32, m: i32): void {
  layOut<f32>(to, b, k, m);
}

/** C = A B, for A (n x k) and B (k x m) as `layOutF32` laid it out. */
export function multiplyPanelsF32(c: usize, a: usize, panels: usize, n: i32, k: i32, m: i32): void {
  panelsProduct<f32>(c, a, panels, n, k, m);
}

/** C = A^T A, for A (k x n): what is right of the diagonal, and its mirror image. */
function gram<T>(c: usize, a: usize, k: i32, n: i32): void {
  const size = sizeof<T>();
  for (let i = 0; i < n; i += blockRows) {
    const rows = min(blockRows, n - i);
    const from = a + <usize>i * size;
    product<T, T>(c + <usize>(i * n + i) * size, n, from, 1, n, from, n, false, rows, k, n - i, 1);
  }
  for (let i = 1; i < n; i++) {
    for (let j = 0; j < i; j++) {
      store<T>(c + <usize>(i * n + j) * size, load<T>(c + <usize>(j * n + i) * size));
    }
  }
}

/**
 * B is stored as T, or as bytes S that stand for numbers. Steps between entries are given in entries:
 * C by row, A by row and by k, B by row.
 */
export function product<T, S>(
  c: usize, cRow: i32, a: usize, aRow: i32, aStep: i32, b: usize, bRow: i32, bTransposed: bool,
  n: i32, k: i32, m: i32, scale: T,
): void {
  const size = sizeof<T>();
  const bSize = sizeof<S>();
  const width = panelBytes / <i32>size;
  const edge = scratch + edgeAt;
  const readOnce = !bTransposed && n <= tileRows;
  const few = bTransposed && n <= tileRows && k <= blockSteps;
  // What fits the L2 cache may be there from the last time.
  const streams = readOnce && <usize>k * bRow * bSize > cachedBytes;
  const steps = streams ? streamSteps : blockSteps;
  let k0 = 0;
  do {
    const kn = min(steps, k - k0);
    if (streams) touchRows(b + <usize>k0 * bRow * bSize, <usize>bRow * bSize, kn, <usize>m * bSize, edge);
    const first = k0 == 0;
    const factor: T = k0 + kn == k ? scale : 1;
    for (let i0 = 0; i0 < n; i0 += blockRows) {
      const rows = min(blockRows, n - i0);
      packBlock<T>(a + (<usize>i0 * aRow + <usize>k0 * aStep) * size, <usize>aRow * size, <usize>aStep * size, rows, kn);
      let j = 0;
      if (readOnce && bSize == size) {
        const from = b + <usize>k0 * bRow * size;
        const to = c + <usize>i0 * cRow * size;
        j = m / width * width;
        strips<T>(to, <usize>cRow * size, from, <usize>bRow * size, panelBytes, rows, j, kn, first, factor);
      }
      for (; j < m; j += width) {
        const cols = min(width, m - j);
        if (bTransposed) {
          if (few && j % (touchPanels * width) == 0) {
            touch(b + <usize>j * bRow * bSize, <usize>min(touchPanels * width, m - j) * k * bSize, edge);
          }
          packTransposed<T, S>(scratch, b + (<usize>j * bRow + k0) * bSize, <usize>bRow * bSize, cols, kn);
        } else {
          packPanel<T, S>(scratch, b + (<usize>k0 * bRow + j) * bSize, <usize>bRow * bSize, cols, kn);
        }
        const to = c + (<usize>i0 * cRow + j) * size;
        strips<T>(to, <usize>cRow * size, scratch, panelBytes, 0, rows, cols, kn, first, factor);
      }
    }
    k0 += kn;
  } while (k0 < k);
}

/**
 * C = A B, for A (n x k) and the panels of B (k x m): so often with the same B that laying it out pays. A panel
 * lies in one piece, in the order in which it is read, where the rows of B are 2 vectors on many pages.
 */
function panelsProduct<T>(c: usize, a: usize, panels: usize, n: i32, k: i32, m: i32): void {
  const size = sizeof<T>();
  const width = panelBytes / <i32>size;
  const row = <usize>m * size;
  let k0 = 0;
  do {
    const kn = min(blockSteps, k - k0);
    for (let i0 = 0; i0 < n; i0 += blockRows) {
      const rows = min(blockRows, n - i0);
      packBlock<T>(a + <usize>(i0 * k + k0) * size, <usize>k * size, size, rows, kn);
      const bytes = <usize>kn * panelBytes;
      strips<T>(c + <usize>i0 * row, row, panels, panelBytes, bytes, rows, m, kn, k0 == 0, 1);
    }
    panels += <usize>((m + width - 1) / width) * kn * panelBytes;
    k0 += kn;
  } while (k0 < k);
}

/**
 * Reads one byte of each cache line from `at` on, in order. Walking down B by columns, the hardware
 * does not see that memory is read in order; after this walk the lines wait in the L2 cache.
 */
function touch(at: usize, bytes: usize, out: usize): void {
  const end = at + bytes;
  let sum: u32 = 0;
  for (; at < end; at += 64) sum += load<u8>(at);
  store<u32>(out, sum);
}

/** Touches `rows` rows of `bytes` each, in one go where nothing lies between them. */
function touchRows(at: usize, step: usize, rows: i32, bytes: usize, out: usize): void {
  if (bytes == step) {
    touch(at, <usize>rows * bytes, out);
  } else {
    for (let i = 0; i < rows; i++) touch(at + <usize>i * step, bytes, out);
  }
}
