import { requirePositive, requireWhole } from './requireNumber.js';
import type { RunView } from './schedule.js';

/**
 * How long something lasts: a number of iterations; epochs, counted with the run's `batchesPerEpoch`;
 * seconds of the run, pauses left out; or a fraction of the run, from above 0 to 1, counted with its `count`.
 * Epochs and fractions are rounded up to whole iterations. Where batches change their size, an epoch takes
 * as many iterations as it has taken on average so far.
 */
export type Length =
  | number
  | { readonly iterations: number }
  | { readonly epochs: number }
  | { readonly seconds: number }
  | { readonly fraction: number };

/** A length, or until the part of the run is over that a schedule stands in. */
export type LengthOrRest = Length | 'rest';

/** What time is counted in. */
export type Clock = 'iterations' | 'seconds';

/** What has to be known before the value of a schedule is. */
export type Need = 'count' | 'end';

/** A length as it is measured in a run. */
export interface Span {
  readonly clock: Clock;
  /** In a run, where `left` iterations are left to the schedule. */
  readonly measure: (run: RunView, left: number) => number;
  readonly needs: readonly Need[];
}

/** A length that was checked: iterations as a number, and what it means. */
export interface CheckedLength extends Span {
  readonly data: LengthOrRest;
}

/**
 * Checks a length.
 *
 * @param call who takes it, for the error
 * @param name what it is called there
 * @throws {RangeError} when it is zero, negative, not finite, or iterations are not whole
 * @throws {TypeError} when it is no length
 */
export function checkLength(call: string, name: string, length: LengthOrRest): CheckedLength {
  if (length === 'rest') return rest;
  const measured = unitAndAmount(length);
  if (!measured) {
    throw new TypeError(
      `${call}() takes as ${name} iterations, { epochs }, { seconds } or { fraction }; found ` +
        JSON.stringify(length),
    );
  }
  const [unit, amount] = measured;
  return units[unit](amount, call, name);
}

const units = {
  iterations(amount: number, call: string, name: string): CheckedLength {
    requireWhole(call, name, amount, 1);
    return { clock: 'iterations', measure: () => amount, needs: [], data: amount };
  },
  epochs(amount: number, call: string, name: string): CheckedLength {
    requirePositive(call, name, amount);
    return {
      clock: 'iterations',
      measure: ({ batchesPerEpoch = 1 }) => wholeIterations(amount * batchesPerEpoch),
      needs: [],
      data: { epochs: amount },
    };
  },
  seconds(amount: number, call: string, name: string): CheckedLength {
    requirePositive(call, name, amount);
    return { clock: 'seconds', measure: () => amount, needs: [], data: { seconds: amount } };
  },
  fraction(amount: number, call: string, name: string): CheckedLength {
    if (!(amount > 0 && amount <= 1)) {
      throw new RangeError(
        `${call}() takes as ${name} a fraction of the run above 0, at most 1; found ${amount}`,
      );
    }
    return {
      clock: 'iterations',
      measure: ({ count = Infinity }) => wholeIterations(amount * count),
      needs: ['count'],
      data: { fraction: amount },
    };
  },
};

function isUnit(key: string | undefined): key is keyof typeof units {
  return key !== undefined && Object.hasOwn(units, key);
}

const rest: CheckedLength = {
  clock: 'iterations',
  measure: (_run, left) => left,
  needs: ['end'],
  data: 'rest',
};

/** Tells the shape of a length; its amount may still be out of range. */
export function isLength(value: unknown): value is Length {
  return unitAndAmount(value) !== undefined;
}

function unitAndAmount(length: unknown): [unit: keyof typeof units, amount: number] | undefined {
  if (typeof length === 'number') return ['iterations', length];
  if (typeof length !== 'object' || length === null) return undefined;
  const entries: [string, unknown][] = Object.entries(length);
  const [[unit, amount] = []] = entries;
  if (entries.length !== 1 || !isUnit(unit) || typeof amount !== 'number') return undefined;
  return [unit, amount];
}

/** Up, but for what is there by rounding alone, as in 100 times 0.07. */
function wholeIterations(iterations: number): number {
  return Math.max(1, Math.ceil(iterations * (1 - 1e-12)));
}
