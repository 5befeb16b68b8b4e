import type { Matrix } from '../numerics/matrix.js';

/**
 * The function g of a layer, A = g(Z), entry by entry, with its derivative g'(z).
 *
 * `derivative` is given a = g(z) too, because most derivatives are cheaper in terms of it.
 */
export interface Activation {
  readonly name: string;
  /** g(z) as people write it, for titles and help texts. */
  readonly formula: string;
  value(z: number): number;
  derivative(z: number, a: number): number;
}

/**
 * 1 / (1 + e^-z), for every z without overflow.
 *
 * @example
 * sigmoid.value(-1000) // => 0
 * @example
 * sigmoid.derivative(0, sigmoid.value(0)) // => 0.25
 */
export const sigmoid: Activation = {
  name: 'sigmoid',
  formula: '1 / (1 + e^-z)',
  value(z) {
    // The exponent is never positive, so that neither branch overflows.
    if (z >= 0) return 1 / (1 + Math.exp(-z));
    const e = Math.exp(z);
    return e / (1 + e);
  },
  derivative: (_z, a) => a * (1 - a),
};

/**
 * The hyperbolic tangent.
 *
 * @example
 * tanh.value(0) // => 0
 */
export const tanh: Activation = {
  name: 'tanh',
  formula: '(e^z - e^-z) / (e^z + e^-z)',
  value: Math.tanh,
  derivative: (_z, a) => 1 - a * a,
};

/**
 * max(0, z), with derivative 0 at z = 0. NaN passes through.
 *
 * @example
 * relu.derivative(0, 0) // => 0
 */
export const relu: Activation = {
  name: 'relu',
  formula: 'max(0, z)',
  value: (z) => (z <= 0 ? 0 : z),
  derivative: (z) => (z > 0 ? 1 : 0),
};

/**
 * max(slope z, z), with derivative `slope` at z <= 0.
 *
 * @param slope from 0 up to, but not including, 1
 * @throws {RangeError} when the slope is outside that range
 * @example
 * leakyRelu().value(-2) // => -0.2
 * @example
 * leakyRelu(0.5).value(-2) // => -1
 */
export function leakyRelu(slope = 0.1): Activation {
  if (!(slope >= 0 && slope < 1)) {
    throw new RangeError(`The slope of leakyRelu is from 0 to below 1; found ${slope}`);
  }
  return {
    name: slope === 0.1 ? 'leakyRelu' : `leakyRelu:${slope}`,
    formula: `max(${slope}z, z)`,
    value: (z) => (z > 0 ? z : slope * z),
    derivative: (z) => (z > 0 ? 1 : slope),
  };
}

/**
 * z itself.
 *
 * @example
 * identity.value(7) // => 7
 */
export const identity: Activation = {
  name: 'identity',
  formula: 'z',
  value: (z) => z,
  derivative: () => 1,
};

/** A = g(Z), entry by entry. */
export function activateInto(A: Matrix, Z: Matrix, activation: Activation): Matrix {
  const { values: a } = A;
  const { values: z } = Z;
  for (let i = 0; i < z.length; i++) a[i] = activation.value(z[i]);
  return A;
}

/** dZ = dA * g'(Z), entry by entry (equation 9 of the post). */
export function activateBackwardInto(
  dZ: Matrix,
  dA: Matrix,
  Z: Matrix,
  A: Matrix,
  activation: Activation,
): Matrix {
  const { values: dz } = dZ;
  const { values: da } = dA;
  const { values: z } = Z;
  const { values: a } = A;
  for (let i = 0; i < z.length; i++) dz[i] = da[i] * activation.derivative(z[i], a[i]);
  return dZ;
}
