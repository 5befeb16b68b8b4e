/*
 * Inner products of bytes in WebAssembly SIMD: AssemblyScript, compiled by build.mjs.
 *
 * Sums of products of bytes are whole numbers, and kept as such: in int32 where they fit (255^2 times
 * 32768 steps do), added up in float64, exact up to 2^53. So only the division at the end rounds.
 *
 * A tile of 4 rows by 2 shares its loads: 16 bytes of each row become two vectors of int16, and one
 * instruction multiplies eight pairs of them and adds neighbours.
 */

/** The most steps whose sum fits into an int32 of each of four lanes, and a multiple of 16. */
@inline const exactSteps: i32 = 32768;

/**
 * Rows `from` up to `to` of C = A B^T / divisor, for bytes A (n x k) and B (m x k). With A = B only what
 * is not left of the diagonal is computed, and written on both sides of it.
 */
export function byteProductsF64(
  c: usize, a: usize, b: usize, from: i32, to: i32, k: i32, m: i32, divisor: f64,
): void {
  byteProducts<f64>(c, a, b, from, to, k, m, divisor);
}

/** The same, rounded to float32 once. */
export function byteProductsF32(
  c: usize, a: usize, b: usize, from: i32, to: i32, k: i32, m: i32, divisor: f64,
): void {
  byteProducts<f32>(c, a, b, from, to, k, m, divisor);
}

function byteProducts<T>(
  c: usize, a: usize, b: usize, from: i32, to: i32, k: i32, m: i32, divisor: f64,
): void {
  const symmetric = a == b;
  for (let i = from; i < to; i += 4) {
    for (let j = symmetric ? i & ~1 : 0; j < m; j += 2) {
      // A tile at the edge repeats its last row or column: computed twice, with the same result.
      const i1 = min(i + 1, to - 1), i2 = min(i + 2, to - 1), i3 = min(i + 3, to - 1);
      const j1 = min(j + 1, m - 1);
      tile(
        a + <usize>i * k, a + <usize>i1 * k, a + <usize>i2 * k, a + <usize>i3 * k,
        b + <usize>j * k, b + <usize>j1 * k, k,
      );
      write<T>(c, m, i, j, s00 / divisor, symmetric);
      write<T>(c, m, i, j1, s01 / divisor, symmetric);
      write<T>(c, m, i1, j, s10 / divisor, symmetric);
      write<T>(c, m, i1, j1, s11 / divisor, symmetric);
      write<T>(c, m, i2, j, s20 / divisor, symmetric);
      write<T>(c, m, i2, j1, s21 / divisor, symmetric);
      write<T>(c, m, i3, j, s30 / divisor, symmetric);
      write<T>(c, m, i3, j1, s31 / divisor, symmetric);
    }
  }
}

@inline
function write<T>(c: usize, m: i32, i: i32, j: i32, value: f64, symmetric: bool): void {
  store<T>(c + (<usize>i * m + j) * sizeof<T>(), <T>value);
  if (symmetric) store<T>(c + (<usize>j * m + i) * sizeof<T>(), <T>value);
}

let s00: f64 = 0, s01: f64 = 0, s10: f64 = 0, s11: f64 = 0;
let s20: f64 = 0, s21: f64 = 0, s30: f64 = 0, s31: f64 = 0;

/** The eight sums of a tile, into s00 to s31: a function has one result. */
function tile(a0: usize, a1: usize, a2: usize, a3: usize, b0: usize, b1: usize, k: i32): void {
  s00 = s01 = s10 = s11 = s20 = s21 = s30 = s31 = 0;
  for (let from = 0; from < k; from += exactSteps) {
    const to = min(from + exactSteps, k);
    const whole = from + ((to - from) & ~15);
    let v00 = i32x4.splat(0);
    let v01 = v00, v10 = v00, v11 = v00, v20 = v00, v21 = v00, v30 = v00, v31 = v00;
    for (let at: usize = from; at < <usize>whole; at += 16) {
      const y0 = v128.load(b0 + at), y1 = v128.load(b1 + at);
      const l0 = i16x8.extend_low_i8x16_u(y0), h0 = i16x8.extend_high_i8x16_u(y0);
      const l1 = i16x8.extend_low_i8x16_u(y1), h1 = i16x8.extend_high_i8x16_u(y1);
      let x = v128.load(a0 + at);
      let l = i16x8.extend_low_i8x16_u(x), h = i16x8.extend_high_i8x16_u(x);
      v00 = i32x4.add(v00, i32x4.add(i32x4.dot_i16x8_s(l, l0), i32x4.dot_i16x8_s(h, h0)));
      v01 = i32x4.add(v01, i32x4.add(i32x4.dot_i16x8_s(l, l1), i32x4.dot_i16x8_s(h, h1)));
      x = v128.load(a1 + at);
      l = i16x8.extend_low_i8x16_u(x);
      h = i16x8.extend_high_i8x16_u(x);
      v10 = i32x4.add(v10, i32x4.add(i32x4.dot_i16x8_s(l, l0), i32x4.dot_i16x8_s(h, h0)));
      v11 = i32x4.add(v11, i32x4.add(i32x4.dot_i16x8_s(l, l1), i32x4.dot_i16x8_s(h, h1)));
      x = v128.load(a2 + at);
      l = i16x8.extend_low_i8x16_u(x);
      h = i16x8.extend_high_i8x16_u(x);
      v20 = i32x4.add(v20, i32x4.add(i32x4.dot_i16x8_s(l, l0), i32x4.dot_i16x8_s(h, h0)));
      v21 = i32x4.add(v21, i32x4.add(i32x4.dot_i16x8_s(l, l1), i32x4.dot_i16x8_s(h, h1)));
      x = v128.load(a3 + at);
      l = i16x8.extend_low_i8x16_u(x);
      h = i16x8.extend_high_i8x16_u(x);
      v30 = i32x4.add(v30, i32x4.add(i32x4.dot_i16x8_s(l, l0), i32x4.dot_i16x8_s(h, h0)));
      v31 = i32x4.add(v31, i32x4.add(i32x4.dot_i16x8_s(l, l1), i32x4.dot_i16x8_s(h, h1)));
    }
    s00 += total(v00) + rest(a0, b0, whole, to);
    s01 += total(v01) + rest(a0, b1, whole, to);
    s10 += total(v10) + rest(a1, b0, whole, to);
    s11 += total(v11) + rest(a1, b1, whole, to);
    s20 += total(v20) + rest(a2, b0, whole, to);
    s21 += total(v21) + rest(a2, b1, whole, to);
    s30 += total(v30) + rest(a3, b0, whole, to);
    s31 += total(v31) + rest(a3, b1, whole, to);
  }
}

/** The sum of four lanes, which may be more than an int32 holds. */
@inline
function total(v: v128): f64 {
  return (
    <f64>i32x4.extract_lane(v, 0) + <f64>i32x4.extract_lane(v, 1) +
    <f64>i32x4.extract_lane(v, 2) + <f64>i32x4.extract_lane(v, 3)
  );
}

/** What is left of a row that is not a multiple of 16: at most 15 products. */
@inline
function rest(a: usize, b: usize, from: i32, to: i32): f64 {
  let sum: i32 = 0;
  for (let at: usize = from; at < <usize>to; at++) sum += <i32>load<u8>(a + at) * <i32>load<u8>(b + at);
  return sum;
}
