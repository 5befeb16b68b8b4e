import {
  type BuiltInCurve,
  type Curve,
  identityCurve,
  leakyReluCurve,
  reluCurve,
  sigmoidCurve,
  tanhCurve,
} from '../numerics/curves.js';
import type { Matrix } from '../numerics/matrix.js';
import { requireShare } from './ranges.js';

/**
 * The function g of a layer, A = g(Z), entry by entry, with its derivative g'(z).
 *
 * `derivative` is given a = g(z) too, because most derivatives are cheaper in terms of it. Those that
 * are exported here are `builtIn`, which makes them faster than one of your own.
 */
export interface Activation extends Curve {
  readonly name: string;
  /** g(z) as people write it, for titles and help texts. */
  readonly formula: string;
}

/** An activation of whole columns, A = g(Z), which only an output can have. */
export interface ColumnActivation {
  readonly name: string;
  /** As that of an `Activation`. */
  readonly formula: string;
  /** No kernel knows it. */
  readonly builtIn?: undefined;
  /**
   * Writes g(Z) into A.
   *
   * Shapes: A, Z (n_L x m).
   * @throws {ShapeError} when the shapes differ
   */
  readonly applyInto: (A: Matrix, Z: Matrix) => Matrix;
}

/**
 * 1 / (1 + e^-z), for every z without overflow.
 *
 * @example
 * sigmoid.value(-1000) // => 0
 * @example
 * sigmoid.derivative(0, sigmoid.value(0)) // => 0.25
 */
export const sigmoid: Activation = activationOf('sigmoid', '1 / (1 + e^-z)', sigmoidCurve);

/**
 * The hyperbolic tangent.
 *
 * @example
 * tanh.value(0) // => 0
 */
export const tanh: Activation = activationOf('tanh', '(e^z - e^-z) / (e^z + e^-z)', tanhCurve);

/**
 * max(0, z), with derivative 0 at z = 0. NaN passes through.
 *
 * @example
 * relu.derivative(0, 0) // => 0
 */
export const relu: Activation = activationOf('relu', 'max(0, z)', reluCurve);

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
  requireShare('leakyRelu', 'slope', slope);
  const name = slope === 0.1 ? 'leakyRelu' : `leakyRelu:${slope}`;
  return activationOf(name, `max(${slope}z, z)`, leakyReluCurve(slope));
}

/**
 * z itself.
 *
 * @example
 * identity.value(7) // => 7
 */
export const identity: Activation = activationOf('identity', 'z', identityCurve);

/**
 * The activation as that of a hidden layer, whose derivative is taken entry by entry.
 *
 * @throws {RangeError} when it is one of whole columns
 */
export function requireHidden(activation: Activation | ColumnActivation): Activation {
  if ('value' in activation) return activation;
  throw new RangeError(
    `A hidden layer cannot be ${activation.name}, which is for the output: take relu, tanh or another`,
  );
}

function activationOf(name: string, formula: string, builtIn: BuiltInCurve): Activation {
  const { value, derivative } = builtIn;
  return { name, formula, value, derivative, builtIn };
}
