/*
 * Columns of a matrix side by side, in WebAssembly SIMD: AssemblyScript, compiled by build.mjs.
 *
 * The matrix is given as its transpose, so that a column lies in one piece. As many columns as a vector has
 * lanes are read together, and turned in registers.
 */

/** C (n x m) = the columns of A (n x k) at the m places `columns`, for A^T (k x n) at `a`. */
export function gatherColumnsF64(c: usize, a: usize, columns: usize, n: i32, m: i32): void {
  const row = <usize>m * 8;
  let j = 0;
  for (; j + 2 <= m; j += 2) {
    let p = a + <usize>load<u32>(columns + <usize>j * 4) * n * 8;
    let q = a + <usize>load<u32>(columns + <usize>j * 4, 4) * n * 8;
    let to = c + <usize>j * 8;
    let i = 0;
    for (; i + 2 <= n; i += 2) {
      const x = v128.load(p), y = v128.load(q);
      v128.store(to, v128.shuffle<f64>(x, y, 0, 2));
      v128.store(to + row, v128.shuffle<f64>(x, y, 1, 3));
      to += 2 * row;
      p += 16;
      q += 16;
    }
    if (i < n) {
      store<f64>(to, load<f64>(p));
      store<f64>(to, load<f64>(q), 8);
    }
  }
  if (j < m) gatherColumn<f64>(c, a, columns, n, m, j);
}

export function gatherColumnsF32(c: usize, a: usize, columns: usize, n: i32, m: i32): void {
  const row = <usize>m * 4;
  let j = 0;
  for (; j + 4 <= m; j += 4) {
    const at = columns + <usize>j * 4;
    let p = a + <usize>load<u32>(at) * n * 4;
    let q = a + <usize>load<u32>(at, 4) * n * 4;
    let r = a + <usize>load<u32>(at, 8) * n * 4;
    let s = a + <usize>load<u32>(at, 12) * n * 4;
    let to = c + <usize>j * 4;
    let i = 0;
    for (; i + 4 <= n; i += 4) {
      const x = v128.load(p), y = v128.load(q), z = v128.load(r), w = v128.load(s);
      const xyLow = v128.shuffle<f32>(x, y, 0, 4, 1, 5);
      const xyHigh = v128.shuffle<f32>(x, y, 2, 6, 3, 7);
      const zwLow = v128.shuffle<f32>(z, w, 0, 4, 1, 5);
      const zwHigh = v128.shuffle<f32>(z, w, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<f64>(xyLow, zwLow, 0, 2));
      v128.store(to + row, v128.shuffle<f64>(xyLow, zwLow, 1, 3));
      v128.store(to + 2 * row, v128.shuffle<f64>(xyHigh, zwHigh, 0, 2));
      v128.store(to + 3 * row, v128.shuffle<f64>(xyHigh, zwHigh, 1, 3));
      to += 4 * row;
      p += 16;
      q += 16;
      r += 16;
      s += 16;
    }
    for (; i < n; i++) {
      store<f32>(to, load<f32>(p));
      store<f32>(to, load<f32>(q), 4);
      store<f32>(to, load<f32>(r), 8);
      store<f32>(to, load<f32>(s), 12);
      to += row;
      p += 4;
      q += 4;
      r += 4;
      s += 4;
    }
  }
  for (; j < m; j++) gatherColumn<f32>(c, a, columns, n, m, j);
}

function gatherColumn<T>(c: usize, a: usize, columns: usize, n: i32, m: i32, j: i32): void {
  let from = a + <usize>load<u32>(columns + <usize>j * 4) * n * sizeof<T>();
  let to = c + <usize>j * sizeof<T>();
  for (let i = 0; i < n; i++) {
    store<T>(to, load<T>(from));
    from += sizeof<T>();
    to += <usize>m * sizeof<T>();
  }
}
