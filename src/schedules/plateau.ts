import { requireInside, requireValue, requireWhole } from './requireNumber.js';

/** When a metric counts as stuck, and what happens then. */
export interface PlateauOptions {
  /** Whether the metric is to fall or to rise. Default 'min'. */
  readonly mode?: 'min' | 'max';
  /** What the scale is multiplied by, between 0 and 1. Default 0.1. */
  readonly factor?: number;
  /** How many values in a row may be no better; one more is a plateau. Default 10. */
  readonly patience?: number;
  /** By how much more than this a value has to be better than the best to count. Default 0.0001. */
  readonly minDelta?: number;
  /** After a reduction, how many values are not counted against the metric. Default 0. */
  readonly cooldown?: number;
}

/** What is remembered of a metric. It survives JSON. */
export interface PlateauState {
  readonly scale: number;
  /** Null before the first value. */
  readonly best: number | null;
  /** Values in a row that were no better. */
  readonly badCount: number;
  readonly cooldownLeft: number;
}

/** Before the first value of a metric. */
export const firstPlateau: PlateauState = { scale: 1, best: null, badCount: 0, cooldownLeft: 0 };

/**
 * The state after another value of the metric.
 *
 * As PyTorch's `ReduceLROnPlateau` with an absolute threshold. It differs in that every reduction is made,
 * however small, and that a value that is not finite is never better.
 *
 * @throws {RangeError} when an option is out of range
 * @example
 * const values = [3, 2, 2, 2];
 * values.reduce((state, value) => nextPlateau(state, value, { patience: 1, factor: 0.5 }), firstPlateau) // => { scale: 0.5, best: 2, badCount: 0, cooldownLeft: 0 }
 * Source: PyTorch's `ReduceLROnPlateau`.
 */
export function nextPlateau(
  { scale, best, badCount, cooldownLeft }: PlateauState,
  value: number,
  options: PlateauOptions = {},
): PlateauState {
  const { mode, factor, patience, minDelta, cooldown } = checkPlateau('nextPlateau', options);
  const beaten =
    best === null || (mode === 'min' ? value < best - minDelta : value > best + minDelta);
  const better = beaten && Number.isFinite(value);
  const bad = better || cooldownLeft > 0 ? 0 : badCount + 1;
  const stuck = bad > patience;
  return {
    scale: stuck ? scale * factor : scale,
    best: better ? value : best,
    badCount: stuck ? 0 : bad,
    cooldownLeft: stuck ? cooldown : Math.max(0, cooldownLeft - 1),
  };
}

/**
 * The options with their defaults.
 *
 * @param call who takes them, for the error
 * @throws {RangeError} when one is out of range
 */
export function checkPlateau(
  call: string,
  { mode = 'min', factor = 0.1, patience = 10, minDelta = 1e-4, cooldown = 0 }: PlateauOptions,
): Required<PlateauOptions> {
  requireInside(call, 'factor', factor);
  requireWhole(call, 'patience', patience, 0);
  requireValue(call, 'minDelta', minDelta);
  requireWhole(call, 'cooldown', cooldown, 0);
  if (mode !== 'min' && mode !== 'max') {
    throw new RangeError(`${call}() takes as mode min or max; found ${JSON.stringify(mode)}`);
  }
  return { mode, factor, patience, minDelta, cooldown };
}
