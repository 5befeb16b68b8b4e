/*
 * What training does entry by entry in WebAssembly SIMD: AssemblyScript, compiled by build.mjs.
 *
 * Matrices are row-major, given by their byte addresses, of any alignment; a target may be one of the
 * sources, but overlap them in no other way. Nothing is checked.
 *
 * Two ways of computing in float32, as ../scalarEntries.ts and ../scalarFloat32.ts do: sums and products
 * of parameters are rounded one by one, four lanes at a time; curves are widened to float64, computed
 * there, and rounded once.
 */
import { sigmoid, softplusTail, tanh } from './functions';

// The codes of src/numerics/curves.ts.
@inline const identityCode: i32 = 0;
@inline const reluCode: i32 = 1;
@inline const leakyReluCode: i32 = 2;
@inline const sigmoidCode: i32 = 3;

export function addBiasF64(z: usize, b: usize, rows: i32, cols: i32): void {
  activateNative<f64>(identityCode, z, z, b, rows, cols);
}

export function addBiasF32(z: usize, b: usize, rows: i32, cols: i32): void {
  activateNative<f32>(identityCode, z, z, b, rows, cols);
}

/** Z += b, A = g(Z); b at address 0 means that there is none. */
export function activateF64(
  a: usize, z: usize, b: usize, rows: i32, cols: i32, code: i32, slope: f64,
): void {
  activate<f64>(a, z, b, rows, cols, code, slope);
}

export function activateF32(
  a: usize, z: usize, b: usize, rows: i32, cols: i32, code: i32, slope: f64,
): void {
  activate<f32>(a, z, b, rows, cols, code, slope);
}

/** dZ = dA * g'(Z). */
export function activateBackwardF64(
  dz: usize, da: usize, z: usize, a: usize, count: i32, code: i32, slope: f64,
): void {
  activateBackward<f64>(dz, da, z, a, count, code, slope);
}

export function activateBackwardF32(
  dz: usize, da: usize, z: usize, a: usize, count: i32, code: i32, slope: f64,
): void {
  activateBackward<f32>(dz, da, z, a, count, code, slope);
}

/** C = x A + y B. */
export function combineF64(c: usize, x: f64, a: usize, y: f64, b: usize, count: i32): void {
  combine<f64>(c, x, a, y, b, count);
}

export function combineF32(c: usize, x: f64, a: usize, y: f64, b: usize, count: i32): void {
  combine<f32>(c, <f32>x, a, <f32>y, b, count);
}

/** V = beta V + dP, P -= rate V; with `ahead`, P -= rate (dP + beta V). */
export function momentumF64(
  p: usize, v: usize, dp: usize, count: i32, rate: f64, beta: f64, ahead: bool,
): void {
  if (ahead) momentum<f64>(true, p, v, dp, count, rate, beta);
  else momentum<f64>(false, p, v, dp, count, rate, beta);
}

export function momentumF32(
  p: usize, v: usize, dp: usize, count: i32, rate: f64, beta: f64, ahead: bool,
): void {
  if (ahead) momentum<f32>(true, p, v, dp, count, <f32>rate, <f32>beta);
  else momentum<f32>(false, p, v, dp, count, <f32>rate, <f32>beta);
}

/** The mean of each row. */
export function rowMeansF64(means: usize, a: usize, rows: i32, cols: i32): void {
  rowMeans<f64>(means, a, rows, cols);
}

export function rowMeansF32(means: usize, a: usize, rows: i32, cols: i32): void {
  rowMeans<f32>(means, a, rows, cols);
}

/** sum(max(z, 0) - y z + log(1 + e^-|z|)). */
export function crossEntropySumF64(z: usize, y: usize, count: i32): f64 {
  return crossEntropySum<f64>(z, y, count);
}

export function crossEntropySumF32(z: usize, y: usize, count: i32): f64 {
  return crossEntropySum<f32>(z, y, count);
}

/** Each curve has a loop of its own: `code` is a constant where a loop is inlined. */
@inline
function activate<T>(
  a: usize, z: usize, b: usize, rows: i32, cols: i32, code: i32, slope: f64,
): void {
  if (code == identityCode) activateNative<T>(identityCode, a, z, b, rows, cols);
  else if (code == reluCode) activateNative<T>(reluCode, a, z, b, rows, cols);
  else if (code == leakyReluCode) activateWidened<T>(leakyReluCode, a, z, b, rows, cols, slope);
  else if (code == sigmoidCode) activateWidened<T>(sigmoidCode, a, z, b, rows, cols, slope);
  else activateWidened<T>(sigmoidCode + 1, a, z, b, rows, cols, slope);
}

@inline
function activateNative<T>(code: i32, a: usize, z: usize, b: usize, rows: i32, cols: i32): void {
  for (let i = 0; i < rows; i++) {
    const bias: T = biasOf<T>(b, i);
    const biases = v128.splat<T>(bias);
    let left = cols * <i32>sizeof<T>();
    for (; left >= 16; left -= 16) {
      const sum = v128.add<T>(v128.load(z), biases);
      v128.store(z, sum);
      v128.store(a, code == reluCode ? rectified<T>(sum) : sum);
      z += 16;
      a += 16;
    }
    for (; left > 0; left -= sizeof<T>()) {
      const sum: T = load<T>(z) + bias;
      store<T>(z, sum);
      store<T>(a, code == reluCode && sum <= 0 ? 0 : sum);
      z += sizeof<T>();
      a += sizeof<T>();
    }
  }
}

@inline
function rectified<T>(z: v128): v128 {
  return v128.andnot(z, v128.le<T>(z, v128.splat<T>(0)));
}

@inline
function activateWidened<T>(
  code: i32, a: usize, z: usize, b: usize, rows: i32, cols: i32, slope: f64,
): void {
  const pair = 2 * sizeof<T>();
  for (let i = 0; i < rows; i++) {
    const biases = f64x2.splat(<f64>biasOf<T>(b, i));
    let left = cols;
    // Two pairs at a time: processors work at one while they wait for the other.
    for (; left >= 4; left -= 4) {
      const sum1 = rounded<T>(f64x2.add(load2<T>(z), biases));
      const sum2 = rounded<T>(f64x2.add(load2<T>(z + pair), biases));
      const value1 = valueOf(code, sum1, slope);
      const value2 = valueOf(code, sum2, slope);
      storeUpTo2<T>(z, sum1, 2);
      storeUpTo2<T>(z + pair, sum2, 2);
      storeUpTo2<T>(a, value1, 2);
      storeUpTo2<T>(a + pair, value2, 2);
      z += 2 * pair;
      a += 2 * pair;
    }
    for (; left > 0; left -= 2) {
      const sum = rounded<T>(f64x2.add(loadUpTo2<T>(z, left), biases));
      storeUpTo2<T>(z, sum, left);
      storeUpTo2<T>(a, lastValue(code, sum, slope), left);
      const bytes = <usize>min(left, 2) * sizeof<T>();
      z += bytes;
      a += bytes;
    }
  }
}

/** -0 is what changes no number when it is added, not even -0. */
@inline
function biasOf<T>(b: usize, i: i32): T {
  return b == 0 ? <T>(-0.0) : load<T>(b + <usize>i * sizeof<T>());
}

@inline
function valueOf(code: i32, z: v128, slope: f64): v128 {
  if (code == sigmoidCode) return sigmoid(z);
  if (code == leakyReluCode) {
    const below = f64x2.mul(f64x2.splat(slope), z);
    return v128.bitselect(z, below, f64x2.gt(z, f64x2.splat(0)));
  }
  return tanh(z);
}

/** As `valueOf`, but not copied to where it is called: that is once or twice a row. */
function lastValue(code: i32, z: v128, slope: f64): v128 {
  if (code == sigmoidCode) return valueOf(sigmoidCode, z, slope);
  if (code == leakyReluCode) return valueOf(leakyReluCode, z, slope);
  return valueOf(sigmoidCode + 1, z, slope);
}

@inline
function activateBackward<T>(
  dz: usize, da: usize, z: usize, a: usize, count: i32, code: i32, slope: f64,
): void {
  if (code == identityCode) backwardNative<T>(identityCode, dz, da, z, count);
  else if (code == reluCode) backwardNative<T>(reluCode, dz, da, z, count);
  else if (code == leakyReluCode) backwardWidened<T>(leakyReluCode, dz, da, z, count, slope);
  else if (code == sigmoidCode) backwardWidened<T>(sigmoidCode, dz, da, a, count, slope);
  else backwardWidened<T>(sigmoidCode + 1, dz, da, a, count, slope);
}

@inline
function backwardNative<T>(code: i32, dz: usize, da: usize, z: usize, count: i32): void {
  const one = v128.splat<T>(1);
  let left = count * <i32>sizeof<T>();
  for (; left >= 16; left -= 16) {
    // A product, and not a selection: infinity times 0 is NaN.
    const slopes = code == reluCode ? v128.and(one, v128.gt<T>(v128.load(z), v128.splat<T>(0))) : one;
    v128.store(dz, v128.mul<T>(v128.load(da), slopes));
    dz += 16;
    da += 16;
    z += 16;
  }
  for (; left > 0; left -= sizeof<T>()) {
    const slope: T = code == identityCode || load<T>(z) > 0 ? 1 : 0;
    store<T>(dz, load<T>(da) * slope);
    dz += sizeof<T>();
    da += sizeof<T>();
    z += sizeof<T>();
  }
}

/** `from` are the entries that the slope depends on: z or a. */
@inline
function backwardWidened<T>(
  code: i32, dz: usize, da: usize, from: usize, count: i32, slope: f64,
): void {
  for (let left = count; left > 0; left -= 2) {
    const slopes = slopeOf(code, loadUpTo2<T>(from, left), slope);
    storeUpTo2<T>(dz, f64x2.mul(loadUpTo2<T>(da, left), slopes), left);
    dz += 2 * sizeof<T>();
    da += 2 * sizeof<T>();
    from += 2 * sizeof<T>();
  }
}

@inline
function slopeOf(code: i32, x: v128, slope: f64): v128 {
  const one = f64x2.splat(1);
  if (code == sigmoidCode) return f64x2.mul(x, f64x2.sub(one, x));
  if (code == leakyReluCode) {
    return v128.bitselect(one, f64x2.splat(slope), f64x2.gt(x, f64x2.splat(0)));
  }
  return f64x2.sub(one, f64x2.mul(x, x));
}

@inline
function combine<T>(c: usize, x: T, a: usize, y: T, b: usize, count: i32): void {
  const xs = v128.splat<T>(x);
  const ys = v128.splat<T>(y);
  let left = count * <i32>sizeof<T>();
  for (; left >= 16; left -= 16) {
    v128.store(c, v128.add<T>(v128.mul<T>(xs, v128.load(a)), v128.mul<T>(ys, v128.load(b))));
    c += 16;
    a += 16;
    b += 16;
  }
  for (; left > 0; left -= sizeof<T>()) {
    store<T>(c, x * load<T>(a) + y * load<T>(b));
    c += sizeof<T>();
    a += sizeof<T>();
    b += sizeof<T>();
  }
}

/** `ahead` is a constant where this is inlined. */
@inline
function momentum<T>(
  ahead: bool, p: usize, v: usize, dp: usize, count: i32, rate: T, beta: T,
): void {
  const rates = v128.splat<T>(rate);
  const betas = v128.splat<T>(beta);
  let left = count * <i32>sizeof<T>();
  for (; left >= 16; left -= 16) {
    const slopes = v128.load(dp);
    const velocity = v128.add<T>(v128.mul<T>(betas, v128.load(v)), slopes);
    v128.store(v, velocity);
    const step = ahead ? v128.add<T>(slopes, v128.mul<T>(betas, velocity)) : velocity;
    v128.store(p, v128.sub<T>(v128.load(p), v128.mul<T>(rates, step)));
    p += 16;
    v += 16;
    dp += 16;
  }
  for (; left > 0; left -= sizeof<T>()) {
    const slope: T = load<T>(dp);
    const velocity: T = beta * load<T>(v) + slope;
    store<T>(v, velocity);
    const step: T = ahead ? slope + beta * velocity : velocity;
    store<T>(p, load<T>(p) - rate * step);
    p += sizeof<T>();
    v += sizeof<T>();
    dp += sizeof<T>();
  }
}

/*
 * Sums: entry j belongs to partial sum j mod 8, two of which are a vector. The four vectors are passed
 * on in a circle, which ends where it began; a sum to which 0 is added stays what it is.
 */

@inline
function rowMeans<T>(means: usize, a: usize, rows: i32, cols: i32): void {
  for (let i = 0; i < rows; i++) {
    let sum01 = f64x2.splat(0);
    let sum23 = sum01, sum45 = sum01, sum67 = sum01;
    let left = cols;
    for (; left >= 8; left -= 8) {
      sum01 = f64x2.add(sum01, load2<T>(a));
      sum23 = f64x2.add(sum23, load2<T>(a + 2 * sizeof<T>()));
      sum45 = f64x2.add(sum45, load2<T>(a + 4 * sizeof<T>()));
      sum67 = f64x2.add(sum67, load2<T>(a + 6 * sizeof<T>()));
      a += 8 * sizeof<T>();
    }
    for (let step = 0; step < 4; step++) {
      let next = sum01;
      if (left > 0) {
        next = f64x2.add(sum01, loadUpTo2<T>(a, left));
        a += <usize>min(left, 2) * sizeof<T>();
        left -= 2;
      }
      sum01 = sum23;
      sum23 = sum45;
      sum45 = sum67;
      sum67 = next;
    }
    store<T>(means, <T>(combined(sum01, sum23, sum45, sum67) / <f64>cols));
    means += sizeof<T>();
  }
}

@inline
function crossEntropySum<T>(z: usize, y: usize, count: i32): f64 {
  let sum01 = f64x2.splat(0);
  let sum23 = sum01, sum45 = sum01, sum67 = sum01;
  const pair = 2 * sizeof<T>();
  let left = count;
  // Two pairs at a time, as above.
  for (; left >= 4; left -= 4) {
    const next01 = f64x2.add(sum01, crossEntropy(load2<T>(z), load2<T>(y)));
    const next23 = f64x2.add(sum23, crossEntropy(load2<T>(z + pair), load2<T>(y + pair)));
    sum01 = sum45;
    sum23 = sum67;
    sum45 = next01;
    sum67 = next23;
    z += 2 * pair;
    y += 2 * pair;
  }
  const last01 = lastCrossEntropy(loadUpTo2<T>(z, left), loadUpTo2<T>(y, left), left);
  sum01 = f64x2.add(sum01, last01);
  if (left > 2) {
    const last2 = lastCrossEntropy(loadUpTo2<T>(z + pair, 1), loadUpTo2<T>(y + pair, 1), 1);
    sum23 = f64x2.add(sum23, last2);
  }
  // Had the circle turned once more, the sums would lie the other way round, which `combined` allows.
  return combined(sum01, sum23, sum45, sum67);
}

/** As `crossEntropy`, for entries that there are, and not copied to where it is called. */
function lastCrossEntropy(z: v128, y: v128, left: i32): v128 {
  const terms = crossEntropy(z, y);
  if (left > 1) return terms;
  return left == 1 ? f64x2.replace_lane(terms, 1, 0) : f64x2.splat(0);
}

@inline
function crossEntropy(z: v128, y: v128): v128 {
  const above = f64x2.pmax(f64x2.splat(0), z);
  return f64x2.add(f64x2.sub(above, f64x2.mul(y, z)), softplusTail(z));
}

@inline
function combined(sum01: v128, sum23: v128, sum45: v128, sum67: v128): f64 {
  const sums = f64x2.add(f64x2.add(sum01, sum45), f64x2.add(sum23, sum67));
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/** Two entries, in float64. */
@inline
function load2<T>(at: usize): v128 {
  if (sizeof<T>() == 8) return v128.load(at);
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

/** As `load2`, with 0 in the place of entries that are not left. */
@inline
function loadUpTo2<T>(at: usize, left: i32): v128 {
  if (left > 1) return load2<T>(at);
  if (left < 1) return f64x2.splat(0);
  if (sizeof<T>() == 8) return v128.load64_zero(at);
  return f64x2.promote_low_f32x4(v128.load32_zero(at));
}

/** float64 as it comes back from memory. */
@inline
function rounded<T>(x: v128): v128 {
  if (sizeof<T>() == 8) return x;
  return f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(x));
}

@inline
function storeUpTo2<T>(at: usize, x: v128, left: i32): void {
  if (sizeof<T>() == 8) {
    if (left > 1) v128.store(at, x);
    else if (left == 1) v128.store64_lane(at, x, 0);
  } else {
    const narrow = f32x4.demote_f64x2_zero(x);
    if (left > 1) v128.store64_lane(at, narrow, 0);
    else if (left == 1) v128.store32_lane(at, narrow, 0);
  }
}
