/*
 * Tiles of C, whose sums stay in registers: out of a packed block of A and panels of B (see packing.ts).
 */
import { blockAt, edgeAt, panelBytes, scratch, tileHeight } from './blocks';

/** Up to so many steps, tiles side by side are made in one call. */
@inline const fewSteps: i32 = 16;

/**
 * The tiles of C, `rows` by `cols`, out of a packed block of A and panels of B, each `next` behind the one before. The
 * last one is filled up with zeros when it is ragged.
 */
export function strips<T>(
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

function copy<T>(to: usize, toRow: usize, from: usize, fromRow: usize, rows: i32, cols: i32): void {
  const end = <usize>cols * sizeof<T>();
  for (let i = 0; i < rows; i++) {
    for (let at: usize = 0; at < end; at += sizeof<T>()) store<T>(to + at, load<T>(from + at));
    to += toRow;
    from += fromRow;
  }
}
