import { bestFirst, type EarlyRule, type Mode } from './earlyRule.js';

/** Where the rungs are, and how many trials climb on. */
export interface SuccessiveHalvingOptions {
  /** The iteration of the first rung; the next ones are at `eta` times, `eta^2` times as many. */
  readonly first: number;
  /** One of so many trials goes on at each rung, the best. Default 3. */
  readonly eta?: number;
  readonly mode: Mode;
}

/**
 * Asynchronous successive halving: trials climb a ladder whose rungs are ever further apart, and at each one
 * only the best of those that have come there go on.
 *
 *   rungs:   first   eta first   eta^2 first
 *   trials:  27      about 9     about 3          for eta = 3
 *
 * A trial that comes to a rung leaves there the first value that it reports at that iteration or later. It
 * goes on when it is among the best floor(n / eta) of the n values that have been left there, at least one.
 * So nobody waits for others, and the first ones to come go on more easily.
 *
 * @throws {RangeError} at the call, when `first` is not a whole number, 1 or more, `eta` not a finite number
 * above 1, or the mode is unknown
 * @example
 * const run = (values) => from(values.map((value, i) => ({ iteration: i + 1, value })));
 * const stopped$ = sweep([[0.3], [0.9]], run, { early: successiveHalving({ first: 1, mode: 'min' }) }).pipe(filter(({ type }) => type === 'stopped'));
 * lastValueFrom(stopped$.pipe(map(({ reason }) => reason))) // => 'its value 0.9 is not among the best 1 of 2 at iteration 1'
 * Source: Li et al., A system for massively parallel hyperparameter tuning (2020), in the form that stops
 * trials instead of pausing them.
 */
export function successiveHalving({ first, eta = 3, mode }: SuccessiveHalvingOptions): EarlyRule {
  const order = bestFirst(mode);
  if (!Number.isInteger(first) || first < 1) {
    throw new RangeError(`The first rung is a whole iteration, 1 or more; found ${first}`);
  }
  if (!(eta > 1 && eta < Infinity)) {
    throw new RangeError(`One of eta trials goes on, a finite number above 1; found ${eta}`);
  }
  return () => {
    /** The values that were left at each rung. */
    const rungs: number[][] = [];
    const rungsPassed = new Map<number, number>();
    return (index, { iteration, value }) => {
      let rung = rungsPassed.get(index) ?? 0;
      let reason: string | undefined;
      for (; reason === undefined && first * eta ** rung <= iteration; rung++) {
        rungs[rung] ??= [];
        const left = rungs[rung];
        left.push(value);
        const promoted = Math.max(1, Math.floor(left.length / eta));
        const better = left.filter((other) => order(other, value) < 0).length;
        if (better >= promoted) {
          reason =
            `its value ${value} is not among the best ${promoted} of ${left.length} ` +
            `at iteration ${iteration}`;
        }
      }
      rungsPassed.set(index, rung);
      return reason;
    };
  };
}
