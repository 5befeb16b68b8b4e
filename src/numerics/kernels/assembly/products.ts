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

/** Rows of a register tile, at most: see `tileOf`. */
@inline const tileRows: i32 = 5;
/** Rows of A that are copied at a time, and steps of k: 80 x 256 doubles, a part of the L2 cache. */
@inline const blockRows: i32 = 80;
@inline const blockSteps: i32 = 256;
/** Steps of k where B is read in place, once: as many rows of B as fit the L2 cache. */
@inline const streamSteps: i32 = 64;
/** Half of an L2 cache. */
@inline const cachedBytes: usize = 1 << 19;
/** Up to so many steps, tiles side by side are made in one call. */
@inline const fewSteps: i32 = 16;
/** Panels of B^T that are touched at a time. */
@inline const touchPanels: i32 = 16;

@inline const panelBytes: i32 = 32;
@inline const edgeAt: i32 = blockSteps * panelBytes;
@inline const blockAt: i32 = edgeAt + 192;

/** The size of the scratch: a panel of B, a tile of C at a ragged edge, and a block of A. */
export const scratchBytes: i32 = blockAt + blockRows * blockSteps * 8;

let scratch: usize = 0;
/** The 256 numbers that bytes stand for in the product under way. */
let table: usize = 0;

/** Names the `scratchBytes` that every product overwrites. */
export function useScratch(address: usize): void {
  scratch = address;
}

/** Names the numbers that bytes stand for from now on. */
export function useTable(address: usize): void {
  table = address;
}

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
  table = numbers;
  product<f64, u8>(c, m, a, k, 1, b, k, true, n, k, m, 1);
}

/** C = scale A B^T, for A (n x k) and bytes B^T (k x m). */
export function multiplyBytesTransposedF64(
  c: usize, a: usize, b: usize, n: i32, k: i32, m: i32, scale: f64, numbers: usize,
): void {
  table = numbers;
  product<f64, u8>(c, m, a, k, 1, b, m, false, n, k, m, scale);
}

/** C = A B, for A (n x k) and bytes B^T (m x k). */
export function multiplyBytesF32(
  c: usize, a: usize, b: usize, n: i32, k: i32, m: i32, numbers: usize,
): void {
  table = numbers;
  product<f32, u8>(c, m, a, k, 1, b, k, true, n, k, m, 1);
}

/** C = scale A B^T, for A (n x k) and bytes B^T (k x m); the scale is rounded to float32. */
export function multiplyBytesTransposedF32(
  c: usize, a: usize, b: usize, n: i32, k: i32, m: i32, scale: f64, numbers: usize,
): void {
  table = numbers;
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

/** Copies the panels of B (k x m) to `to`: those of the first steps, side by side, then those of the next. */
function layOut<T>(to: usize, b: usize, k: i32, m: i32): void {
  const size = sizeof<T>();
  const width = panelBytes / <i32>size;
  for (let k0 = 0; k0 < k; k0 += blockSteps) {
    const kn = min(blockSteps, k - k0);
    for (let j = 0; j < m; j += width) {
      packPanel<T, T>(to, b + <usize>(k0 * m + j) * size, <usize>m * size, min(width, m - j), kn);
      to += <usize>kn * panelBytes;
    }
  }
}

/** Copies `rows` rows of A, tile by tile, to where `tiles` reads them. */
function packBlock<T>(a: usize, aRow: usize, aStep: usize, rows: i32, kn: i32): void {
  let to = scratch + blockAt;
  for (let i = 0; i < rows; ) {
    const count = tileHeight(rows - i);
    packA<T>(to, a, aRow, aStep, count, kn);
    i += count;
    to += <usize>(count * kn) * sizeof<T>();
    a += <usize>count * aRow;
  }
}

/**
 * The tiles of C, `rows` by `cols`, out of a packed block of A and panels of B, each `next` behind the one before. The
 * last one is filled up with zeros when it is ragged.
 */
function strips<T>(
  to: usize, toRow: usize, panel: usize, panelRow: usize, next: usize,
  rows: i32, cols: i32, kn: i32, first: bool, factor: T,
): void {
  const width = panelBytes / <i32>sizeof<T>();
  const whole = cols / width;
  const ragged = cols % width;
  const edge = scratch + edgeAt;
  let from = scratch + blockAt;
  for (let i = 0, count = 0; i < rows; i += count) {
    count = tileHeight(rows - i);
    strip<T>(count, to, toRow, from, panel, panelRow, next, whole, kn, first, factor);
    if (ragged != 0) {
      const last = to + <usize>whole * panelBytes;
      if (!first) copy<T>(edge, panelBytes, last, toRow, count, ragged);
      strip<T>(count, edge, panelBytes, from, panel + <usize>whole * next, panelRow, next, 1, kn, first, factor);
      copy<T>(last, toRow, edge, panelBytes, count, ragged);
    }
    from += <usize>(count * kn) * sizeof<T>();
    to += <usize>count * toRow;
  }
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

/** Rows of the next tile: 4 as long as a single row is not left over. */
@inline
function tileHeight(left: i32): i32 {
  return left == 5 ? 5 : min(4, left);
}

/** Copies `rows` rows of A so that they lie side by side for each of `kn` steps. */
function packA<T>(to: usize, a: usize, aRow: usize, aStep: usize, rows: i32, kn: i32): void {
  const size = sizeof<T>();
  if (rows >= 4) {
    for (let k = 0; k < kn; k++) {
      const a2 = a + 2 * aRow;
      store<T>(to, load<T>(a));
      store<T>(to, load<T>(a + aRow), size);
      store<T>(to, load<T>(a2), 2 * size);
      store<T>(to, load<T>(a2 + aRow), 3 * size);
      if (rows == 5) store<T>(to, load<T>(a2 + 2 * aRow), 4 * size);
      to += <usize>rows * size;
      a += aStep;
    }
    return;
  }
  for (let k = 0; k < kn; k++) {
    for (let i = 0; i < rows; i++) {
      store<T>(to, load<T>(a + <usize>i * aRow));
      to += size;
    }
    a += aStep;
  }
}

/** An entry of B. */
@inline
function numberAt<T, S>(address: usize): T {
  if (sizeof<S>() == 1) return load<T>(table + <usize>load<u8>(address) * sizeof<T>());
  return load<T>(address);
}

/** Copies `cols` columns of B into a panel, filled up with zeros. */
function packPanel<T, S>(to: usize, b: usize, bRow: usize, cols: i32, kn: i32): void {
  if (sizeof<S>() == sizeof<T>() && cols * <i32>sizeof<T>() == panelBytes) {
    for (let k = 0; k < kn; k++) {
      v128.store(to, v128.load(b));
      v128.store(to, v128.load(b, 16), 16);
      to += panelBytes;
      b += bRow;
    }
  } else if (sizeof<S>() == 1 && cols * <i32>sizeof<T>() == panelBytes) {
    packBytes<T>(to, b, bRow, 1, kn);
  } else {
    packRagged<T, S>(to, b, bRow, sizeof<S>(), cols, kn);
  }
}

/** Copies `cols` rows of B into the columns of a panel, filled up with zeros. */
function packTransposed<T, S>(to: usize, b: usize, bRow: usize, cols: i32, kn: i32): void {
  if (sizeof<S>() == sizeof<T>() && cols * <i32>sizeof<T>() == panelBytes) {
    packVector<T>(to, b, bRow, kn);
    packVector<T>(to + 16, b + 16 / sizeof<T>() * bRow, bRow, kn);
  } else if (sizeof<S>() == 1 && cols * <i32>sizeof<T>() == panelBytes) {
    packBytes<T>(to, b, 1, bRow, kn);
  } else {
    packRagged<T, S>(to, b, sizeof<S>(), bRow, cols, kn);
  }
}

/** Copies as many rows of B as a vector has lanes into one vector column of a panel. */
function packVector<T>(to: usize, b: usize, bRow: usize, kn: i32): void {
  const b1 = b + bRow;
  const b2 = b1 + bRow;
  const b3 = b2 + bRow;
  let at: usize = 0;
  const end = <usize>kn * sizeof<T>();
  if (sizeof<T>() == 8) {
    for (; at + 16 <= end; at += 16) {
      const x = v128.load(b + at);
      const y = v128.load(b1 + at);
      v128.store(to, v128.shuffle<f64>(x, y, 0, 2));
      v128.store(to, v128.shuffle<f64>(x, y, 1, 3), panelBytes);
      to += 2 * panelBytes;
    }
  } else {
    for (; at + 16 <= end; at += 16) {
      const x = v128.load(b + at);
      const y = v128.load(b1 + at);
      const z = v128.load(b2 + at);
      const w = v128.load(b3 + at);
      const xyLow = v128.shuffle<f32>(x, y, 0, 4, 1, 5);
      const xyHigh = v128.shuffle<f32>(x, y, 2, 6, 3, 7);
      const zwLow = v128.shuffle<f32>(z, w, 0, 4, 1, 5);
      const zwHigh = v128.shuffle<f32>(z, w, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<f64>(xyLow, zwLow, 0, 2));
      v128.store(to, v128.shuffle<f64>(xyLow, zwLow, 1, 3), panelBytes);
      v128.store(to, v128.shuffle<f64>(xyHigh, zwHigh, 0, 2), 2 * panelBytes);
      v128.store(to, v128.shuffle<f64>(xyHigh, zwHigh, 1, 3), 3 * panelBytes);
      to += 4 * panelBytes;
    }
  }
  for (; at < end; at += sizeof<T>()) {
    store<T>(to, load<T>(b + at));
    store<T>(to, load<T>(b1 + at), sizeof<T>());
    if (sizeof<T>() == 4) {
      store<T>(to, load<T>(b2 + at), 8);
      store<T>(to, load<T>(b3 + at), 12);
    }
    to += panelBytes;
  }
}

/** Widens a whole panel of bytes, whose next step and next column are `bStep` and `bCol` further on. */
@inline
function packBytes<T>(to: usize, b: usize, bStep: usize, bCol: usize, kn: i32): void {
  const size = sizeof<T>();
  for (let k = 0; k < kn; k++) {
    const b2 = b + 2 * bCol;
    store<T>(to, numberAt<T, u8>(b));
    store<T>(to, numberAt<T, u8>(b + bCol), size);
    store<T>(to, numberAt<T, u8>(b2), 2 * size);
    store<T>(to, numberAt<T, u8>(b2 + bCol), 3 * size);
    if (size == 4) {
      const b4 = b2 + 2 * bCol;
      const b6 = b4 + 2 * bCol;
      store<T>(to, numberAt<T, u8>(b4), 4 * size);
      store<T>(to, numberAt<T, u8>(b4 + bCol), 5 * size);
      store<T>(to, numberAt<T, u8>(b6), 6 * size);
      store<T>(to, numberAt<T, u8>(b6 + bCol), 7 * size);
    }
    to += panelBytes;
    b += bStep;
  }
}

/** Zeros and not leftovers fill the panel up, since subnormal leftovers would be slow. */
function packRagged<T, S>(to: usize, b: usize, bStep: usize, bCol: usize, cols: i32, kn: i32): void {
  const end = to + <usize>kn * panelBytes;
  for (let at = to; at != end; at += 16) v128.store(at, i64x2.splat(0));
  for (let j = 0; j < cols; j++) {
    let from = b;
    for (let at = to; at < end; at += panelBytes) {
      store<T>(at, numberAt<T, S>(from));
      from += bStep;
    }
    to += sizeof<T>();
    b += bCol;
  }
}

function copy<T>(to: usize, toRow: usize, from: usize, fromRow: usize, rows: i32, cols: i32): void {
  const end = <usize>cols * sizeof<T>();
  for (let i = 0; i < rows; i++) {
    for (let at: usize = 0; at < end; at += sizeof<T>()) store<T>(to + at, load<T>(from + at));
    to += toRow;
    from += fromRow;
  }
}

/** `count` tiles of C side by side, of 1 to 5 rows: the sums so far (0 when `first`) plus `kn` products, times `scale`. */
@inline
function strip<T>(
  rows: i32, c: usize, cRow: usize, a: usize, b: usize, bRow: usize, next: usize,
  count: i32, kn: i32, first: bool, scale: T,
): void {
  const end = c + <usize>count * panelBytes;
  if (kn <= fewSteps) {
    shortTiles<T>(rows, c, end, cRow, a, b, bRow, next, kn, first, scale);
  } else {
    for (; c != end; c += panelBytes, b += next) tile<T>(rows, c, cRow, a, b, bRow, kn, first, scale);
  }
}

/** Tiles up to `end` in one call, which takes as long as some steps; with many, V8 makes a slower loop of this. */
function shortTiles<T>(
  rows: i32, c: usize, end: usize, cRow: usize, a: usize, b: usize, bRow: usize, next: usize,
  kn: i32, first: bool, scale: T,
): void {
  if (rows == 5) {
    for (; c != end; c += panelBytes, b += next) tileOf<T>(5, c, cRow, a, b, bRow, kn, first, scale);
  } else if (rows == 4) {
    for (; c != end; c += panelBytes, b += next) tileOf<T>(4, c, cRow, a, b, bRow, kn, first, scale);
  } else if (rows == 3) {
    for (; c != end; c += panelBytes, b += next) tileOf<T>(3, c, cRow, a, b, bRow, kn, first, scale);
  } else if (rows == 2) {
    for (; c != end; c += panelBytes, b += next) tileOf<T>(2, c, cRow, a, b, bRow, kn, first, scale);
  } else {
    for (; c != end; c += panelBytes, b += next) tileOf<T>(1, c, cRow, a, b, bRow, kn, first, scale);
  }
}

/** A tile of C. */
function tile<T>(
  rows: i32, c: usize, cRow: usize, a: usize, b: usize, bRow: usize, kn: i32, first: bool, scale: T,
): void {
  if (rows == 5) tileOf<T>(5, c, cRow, a, b, bRow, kn, first, scale);
  else if (rows == 4) tileOf<T>(4, c, cRow, a, b, bRow, kn, first, scale);
  else if (rows == 3) tileOf<T>(3, c, cRow, a, b, bRow, kn, first, scale);
  else if (rows == 2) tileOf<T>(2, c, cRow, a, b, bRow, kn, first, scale);
  else tileOf<T>(1, c, cRow, a, b, bRow, kn, first, scale);
}

/**
 * `rows` is a constant wherever this is inlined, so that what is beyond it vanishes.
 *
 * V8 hoists all loads of a basic block to its start. With 10 sums that takes more than the 15
 * registers there are, and spilled sums halve the speed; the two exits that are never taken end the
 * block after two rows and after four.
 */
@inline
function tileOf<T>(
  rows: i32, c0: usize, cRow: usize, a: usize, b: usize, bRow: usize, kn: i32, first: bool, scale: T,
): void {
  const size = sizeof<T>();
  const c1 = c0 + cRow;
  const c2 = c1 + cRow;
  const c3 = c2 + cRow;
  const c4 = c3 + cRow;
  let l0 = i64x2.splat(0);
  let r0 = l0, l1 = l0, r1 = l0, l2 = l0, r2 = l0, l3 = l0, r3 = l0, l4 = l0, r4 = l0;
  if (!first) {
    l0 = v128.load(c0);
    r0 = v128.load(c0, 16);
    if (rows > 1) {
      l1 = v128.load(c1);
      r1 = v128.load(c1, 16);
    }
    if (rows > 2) {
      l2 = v128.load(c2);
      r2 = v128.load(c2, 16);
    }
    if (rows > 3) {
      l3 = v128.load(c3);
      r3 = v128.load(c3, 16);
    }
    if (rows > 4) {
      l4 = v128.load(c4);
      r4 = v128.load(c4, 16);
    }
  }
  const end = a + <usize>kn * rows * size;
  let left: v128, right: v128, x: v128;
  while (a != end) {
    left = v128.load(b);
    right = v128.load(b, 16);
    x = v128.load_splat<T>(a);
    l0 = v128.add<T>(l0, v128.mul<T>(x, left));
    r0 = v128.add<T>(r0, v128.mul<T>(x, right));
    if (rows > 1) {
      x = v128.load_splat<T>(a, size);
      l1 = v128.add<T>(l1, v128.mul<T>(x, left));
      r1 = v128.add<T>(r1, v128.mul<T>(x, right));
    }
    if (rows > 4 && kn < 1) break;
    if (rows > 2) {
      x = v128.load_splat<T>(a, 2 * size);
      l2 = v128.add<T>(l2, v128.mul<T>(x, left));
      r2 = v128.add<T>(r2, v128.mul<T>(x, right));
    }
    if (rows > 3) {
      x = v128.load_splat<T>(a, 3 * size);
      l3 = v128.add<T>(l3, v128.mul<T>(x, left));
      r3 = v128.add<T>(r3, v128.mul<T>(x, right));
    }
    if (rows > 4) {
      if (kn < 0) break;
      x = v128.load_splat<T>(a, 4 * size);
      l4 = v128.add<T>(l4, v128.mul<T>(x, left));
      r4 = v128.add<T>(r4, v128.mul<T>(x, right));
    }
    a += <usize>rows * size;
    b += bRow;
  }
  const factor = v128.splat<T>(scale);
  v128.store(c0, v128.mul<T>(factor, l0));
  v128.store(c0, v128.mul<T>(factor, r0), 16);
  if (rows > 1) {
    v128.store(c1, v128.mul<T>(factor, l1));
    v128.store(c1, v128.mul<T>(factor, r1), 16);
  }
  if (rows > 2) {
    v128.store(c2, v128.mul<T>(factor, l2));
    v128.store(c2, v128.mul<T>(factor, r2), 16);
  }
  if (rows > 3) {
    v128.store(c3, v128.mul<T>(factor, l3));
    v128.store(c3, v128.mul<T>(factor, r3), 16);
  }
  if (rows > 4) {
    v128.store(c4, v128.mul<T>(factor, l4));
    v128.store(c4, v128.mul<T>(factor, r4), 16);
  }
}
