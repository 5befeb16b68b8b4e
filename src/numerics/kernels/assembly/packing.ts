/*
 * How A and B are copied for tiles (see tiles.ts): a block of A so that a tile finds its rows side by side for each step,
 * a panel of B so that the two vectors of each step follow those of the step before.
 */
import { blockAt, blockSteps, panelBytes, scratch, tileHeight } from './blocks';

/** The 256 numbers that bytes stand for in the product under way. */
let table: usize = 0;

/** Names the numbers that bytes stand for from now on. */
export function useTable(address: usize): void {
  table = address;
}

/** Copies `rows` rows of A, tile by tile, to where `strips` reads them. */
export function packBlock<T>(a: usize, aRow: usize, aStep: usize, rows: i32, kn: i32): void {
  let to = scratch + blockAt;
  for (let i = 0; i < rows; ) {
    const count = tileHeight(rows - i);
    packA<T>(to, a, aRow, aStep, count, kn);
    i += count;
    to += <usize>(count * kn) * sizeof<T>();
    a += <usize>count * aRow;
  }
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

/** Copies the panels of B (k x m) to `to`: those of the first steps, side by side, then those of the next. */
export function layOut<T>(to: usize, b: usize, k: i32, m: i32): void {
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

/** Copies `cols` columns of B into a panel, filled up with zeros. */
export function packPanel<T, S>(to: usize, b: usize, bRow: usize, cols: i32, kn: i32): void {
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
export function packTransposed<T, S>(to: usize, b: usize, bRow: usize, cols: i32, kn: i32): void {
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

/** An entry of B. */
@inline
function numberAt<T, S>(address: usize): T {
  if (sizeof<S>() == 1) return load<T>(table + <usize>load<u8>(address) * sizeof<T>());
  return load<T>(address);
}
