import { requireSeed } from '../../numerics/random/random.js';
import { type PenaltyOptions, requirePenalties } from '../penalties.js';

/** How gradients are checked. */
export interface CheckSettings extends PenaltyOptions {
  /**
   * How far a parameter is moved each way: small enough for the curvature to vanish, large enough for rounding
   * to. Default 6e-6, the cube root of 2^-52.
   */
  readonly epsilon?: number;
  /** How many parameters to check, spread evenly over all W[l] and b[l]. Default: all there are. */
  readonly sample?: number;
  /** Which ones: an integer from 0 to 2^32 - 1. Default 1. */
  readonly seed?: number;
  /** The size of a slope g'(z) below which a unit counts as saturated. Default 0.001. */
  readonly saturatedBelow?: number;
}

/**
 * Settings, checked, with nothing left out.
 *
 * @throws {RangeError} when one is out of its range
 */
export function requireCheckSettings({
  epsilon = 6e-6,
  sample = Infinity,
  seed = 1,
  saturatedBelow = 0.001,
  ...penalties
}: CheckSettings): Required<CheckSettings> {
  if (!(epsilon > 0 && epsilon < Infinity)) {
    throw new RangeError(`Parameters are moved by a positive finite epsilon; found ${epsilon}`);
  }
  if (!(sample >= 1 && (Number.isInteger(sample) || sample === Infinity))) {
    throw new RangeError(`A sample has a whole number of parameters, 1 or more; found ${sample}`);
  }
  requireSeed(seed);
  if (!(saturatedBelow >= 0)) {
    throw new RangeError(`Slopes are compared with a size of 0 or more; found ${saturatedBelow}`);
  }
  return { epsilon, sample, seed, saturatedBelow, ...requirePenalties(penalties) };
}
