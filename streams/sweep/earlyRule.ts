import type { TrialReport } from './events.js';

/** Which of two values of a metric is better: the lower one ('min', a cost) or the higher one ('max'). */
export type Mode = 'min' | 'max';

/**
 * Ends trials that are not promising. Called once for each sweep, so that sweeps do not share what the
 * rule has seen.
 */
export type EarlyRule = () => Judge;

/** Sees every report of every trial; says why the trial should be stopped, or undefined to let it go on. */
export type Judge = (index: number, report: TrialReport) => string | undefined;

/**
 * Orders values of a metric, the best first; NaN is the worst.
 *
 * @example
 * [0.2, NaN, 0.9].sort(bestFirst('max')) // => [0.9, 0.2, NaN]
 */
export function bestFirst(mode: Mode): (a: number, b: number) => number {
  requireMode(mode);
  const worst = mode === 'min' ? Infinity : -Infinity;
  const comparable = (value: number) => (Number.isNaN(value) ? worst : value);
  return (a, b) => {
    const [first, second] = [comparable(a), comparable(b)];
    // Not a difference: that of two infinities is NaN.
    if (first === second) return 0;
    return first < second === (mode === 'min') ? -1 : 1;
  };
}

function requireMode(mode: Mode): void {
  if (mode !== 'min' && mode !== 'max') {
    throw new RangeError(`A mode is min or max; found ${JSON.stringify(mode)}`);
  }
}
