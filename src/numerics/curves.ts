import { sigmoid } from './functions/sigmoid.js';
import { tanh } from './functions/tanh.js';

/** A function a = g(z) of one number, with its derivative g'(z), which is given a too. */
export interface Curve {
  value(z: number): number;
  derivative(z: number, a: number): number;
  /**
   * The curve by which all kernels know this one, if they do. It is taken only while `value` and
   * `derivative` are its own, so that a copy with another `value` is another curve.
   */
  readonly builtIn?: BuiltInCurve;
}

/** A curve that all kernels compute, with the same bits as `value` and `derivative`. */
export interface BuiltInCurve {
  /** By which number the kernels know it. */
  readonly code: 0 | 1 | 2 | 3 | 4;
  /** The slope below 0 of a leaky rectifier; 0 for other curves. */
  readonly slope: number;
  readonly value: (z: number) => number;
  readonly derivative: (z: number, a: number) => number;
}

export const identityCurve: BuiltInCurve = {
  code: 0,
  slope: 0,
  value: (z) => z,
  derivative: () => 1,
};

export const reluCurve: BuiltInCurve = {
  code: 1,
  slope: 0,
  value: (z) => (z <= 0 ? 0 : z),
  derivative: (z) => (z > 0 ? 1 : 0),
};

export function leakyReluCurve(slope: number): BuiltInCurve {
  return {
    code: 2,
    slope,
    value: (z) => (z > 0 ? z : slope * z),
    derivative: (z) => (z > 0 ? 1 : slope),
  };
}

export const sigmoidCurve: BuiltInCurve = {
  code: 3,
  slope: 0,
  value: sigmoid,
  derivative: (_z, a) => a * (1 - a),
};

export const tanhCurve: BuiltInCurve = {
  code: 4,
  slope: 0,
  value: tanh,
  derivative: (_z, a) => 1 - a * a,
};

/** What kernels know the curve by; undefined when they do not. */
export function builtInCurveOf(
  curve: Curve | { readonly builtIn?: undefined },
): BuiltInCurve | undefined {
  if (curve.builtIn === undefined) return undefined;
  const { builtIn } = curve;
  const own = curve.value === builtIn.value && curve.derivative === builtIn.derivative;
  return own ? builtIn : undefined;
}
