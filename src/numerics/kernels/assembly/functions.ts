/*
 * The functions of src/numerics/functions/ for two numbers at a time: the same steps in the same
 * order, so the same bits. Where TypeScript branches, both sides are computed and one is selected.
 *
 * `pmax(a, b)` is `a < b ? b : a`, which keeps NaN in a; `max` takes more instructions.
 */

@inline const noFraction: f64 = 6755399441055744;
@inline const ln2High: f64 = 0.6931471803691238;
@inline const ln2Low: f64 = 1.9082149292705877e-10;

@inline
function both(x: f64): v128 {
  return f64x2.splat(x);
}

@inline
function add(a: v128, b: v128): v128 {
  return f64x2.add(a, b);
}

@inline
function sub(a: v128, b: v128): v128 {
  return f64x2.sub(a, b);
}

@inline
function mul(a: v128, b: v128): v128 {
  return f64x2.mul(a, b);
}

/** -|x|. */
@inline
function negativeSize(x: v128): v128 {
  return v128.or(x, both(-0.0));
}

/** k + noFraction: its lower half is k, in two's complement. */
@inline
function shifted(x: v128): v128 {
  return add(mul(x, both(1.4426950408889634)), both(noFraction));
}

/** 2^k for k in the lower halves. */
@inline
function powerOfTwo(k: v128): v128 {
  return i64x2.shl(i64x2.add(k, i64x2.splat(1023)), 52);
}

@inline
function expTail(high: v128, low: v128): v128 {
  const r = sub(high, low);
  const r2 = mul(r, r);
  const r4 = mul(r2, r2);
  const terms2to5 = add(
    add(both(1.0 / 2), mul(both(1.0 / 6), r)),
    mul(add(both(1.0 / 24), mul(both(1.0 / 120), r)), r2),
  );
  const terms6to9 = add(
    add(both(1.0 / 720), mul(both(1.0 / 5040), r)),
    mul(add(both(1.0 / 40320), mul(both(1.0 / 362880), r)), r2),
  );
  const terms10to13 = add(
    add(both(1.0 / 3628800), mul(both(1.0 / 39916800), r)),
    mul(add(both(1.0 / 479001600), mul(both(1.0 / 6227020800), r)), r2),
  );
  const terms = add(terms2to5, mul(add(terms6to9, mul(terms10to13, r4)), r4));
  return sub(mul(terms, r2), low);
}

/** e^x. */
@inline
export function exp(x: v128): v128 {
  const inside = f64x2.pmin(f64x2.pmax(x, both(-746)), both(710));
  const t = shifted(inside);
  const k = sub(t, both(noFraction));
  const high = sub(inside, mul(k, both(ln2High)));
  const tail = expTail(high, mul(k, both(ln2Low)));
  const one = add(both(1), high);
  const power = add(one, add(sub(high, sub(one, both(1))), tail));
  const half = i32x4.shr_s(t, 1);
  return mul(mul(power, powerOfTwo(half)), powerOfTwo(i32x4.sub(t, half)));
}

/** 1 / (1 + e^-z). */
@inline
export function sigmoid(z: v128): v128 {
  const inside = f64x2.pmax(negativeSize(z), both(-746));
  const t = shifted(inside);
  const k = sub(t, both(noFraction));
  const high = sub(inside, mul(k, both(ln2High)));
  const tail = expTail(high, mul(k, both(ln2Low)));
  const one = add(both(1), high);
  const rest = add(sub(high, sub(one, both(1))), tail);
  const power = add(one, rest);
  const half = i32x4.shr_s(t, 1);
  const scale1 = powerOfTwo(half);
  const scale2 = powerOfTwo(i32x4.sub(t, half));
  const e = mul(mul(power, scale1), scale2);
  const eLow = mul(mul(sub(rest, sub(power, one)), scale1), scale2);
  const sum = add(both(1), e);
  const sumLow = add(sub(e, sub(sum, both(1))), eLow);
  const quotient = f64x2.div(e, sum);
  const below = add(quotient, mul(sub(eLow, mul(quotient, sumLow)), sub(both(1), quotient)));
  return v128.bitselect(below, sub(both(1), below), f64x2.lt(z, both(0)));
}

/** The hyperbolic tangent. */
@inline
export function tanh(x: v128): v128 {
  const inside = f64x2.pmax(mul(both(2), negativeSize(x)), both(-80));
  const t = shifted(inside);
  const k = sub(t, both(noFraction));
  const high = sub(inside, mul(k, both(ln2High)));
  const tail = expTail(high, mul(k, both(ln2Low)));
  const scale = powerOfTwo(t);
  const whole = sub(scale, both(1));
  const part = mul(scale, high);
  const most = add(whole, part);
  const rest = add(sub(part, sub(most, whole)), mul(scale, tail));
  const d = add(most, rest);
  const dLow = sub(rest, sub(d, most));
  const sum = add(both(2), d);
  const sumLow = add(sub(d, sub(sum, both(2))), dLow);
  const quotient = f64x2.div(d, sum);
  const below = add(
    quotient,
    mul(sub(dLow, mul(quotient, sumLow)), sub(both(0.5), mul(both(0.5), quotient))),
  );
  // `below` is never positive; the sign is that of x, also that of -0.
  return v128.bitselect(x, below, both(-0.0));
}

@inline
function logTail(f: v128): v128 {
  const w = f64x2.div(f, add(both(2), f));
  const w2 = mul(w, w);
  const w4 = mul(w2, w2);
  const w8 = mul(w4, w4);
  const terms0to3 = add(
    add(both(0.6666666666666666), mul(both(0.40000000000014585), w2)),
    mul(add(both(0.2857142856710876), mul(both(0.22222222717427864), w2)), w4),
  );
  const terms4to7 = add(
    add(both(0.18181789436132859), mul(both(0.15385570064958623), w2)),
    mul(add(both(0.13314144209654935), mul(both(0.12001072809590713), w2)), w4),
  );
  const terms8to9 = add(both(0.08800738486144674), mul(both(0.1616404561194353), w2));
  const terms = add(terms0to3, mul(add(terms4to7, mul(terms8to9, w8)), w8));
  const half = mul(mul(both(0.5), f), f);
  return sub(mul(w, add(half, mul(terms, w2))), half);
}

/** log(1 + e^-|z|). */
@inline
export function softplusTail(z: v128): v128 {
  const inside = f64x2.pmax(negativeSize(z), both(-746));
  const t = shifted(inside);
  const k = sub(t, both(noFraction));
  const high = sub(inside, mul(k, both(ln2High)));
  const tail = expTail(high, mul(k, both(ln2Low)));
  const one = add(both(1), high);
  const rest = add(sub(high, sub(one, both(1))), tail);
  const power = add(one, rest);
  const half = i32x4.shr_s(t, 1);
  const scale1 = powerOfTwo(half);
  const scale2 = powerOfTwo(i32x4.sub(t, half));
  const e = mul(mul(power, scale1), scale2);
  const eLow = mul(mul(sub(rest, sub(power, one)), scale1), scale2);
  const step = mul(eLow, sub(both(1), mul(both(0.5), e)));
  const above = f64x2.gt(e, both(0.5));
  const f = v128.bitselect(mul(both(0.5), sub(e, both(1))), e, above);
  const remainder = add(logTail(f), add(step, v128.and(above, both(ln2Low))));
  return v128.bitselect(add(both(ln2High), add(f, remainder)), add(f, remainder), above);
}

/** The natural logarithm. */
@inline
export function log(x: v128): v128 {
  const subnormal = f64x2.lt(x, both(2.2250738585072014e-308));
  const normal = v128.bitselect(mul(x, both(18014398509481984)), x, subnormal);
  // The upper halves of the bits, as in TypeScript; the lower halves of `upper` are not used.
  const upper = i32x4.add(normal, i64x2.splat(0x00095f62_00000000));
  const mantissa = v128.and(upper, i64x2.splat(0x000fffff_00000000));
  const m = v128.bitselect(
    i32x4.add(mantissa, i64x2.splat(0x3fe6a09e_00000000)),
    normal,
    i64x2.splat(0xffffffff_00000000),
  );
  const f = sub(m, both(1));
  const exponent = i32x4.sub(
    i32x4.sub(i32x4.shr_s(upper, 20), i32x4.splat(1023)),
    v128.and(subnormal, i32x4.splat(54)),
  );
  const k = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(exponent, exponent, 1, 3, 1, 3));
  const logarithm = add(
    mul(k, both(ln2High)),
    add(f, add(logTail(f), mul(k, both(ln2Low)))),
  );
  // 0, infinity and NaN, and what is below 0.
  const finite = v128.bitselect(logarithm, x, f64x2.lt(x, both(Infinity)));
  const notZero = v128.bitselect(both(-Infinity), finite, f64x2.eq(x, both(0)));
  return v128.or(notZero, f64x2.lt(x, both(0)));
}
