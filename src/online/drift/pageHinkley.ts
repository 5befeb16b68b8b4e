import { requirePositive, requireValue, requireWhole } from '../../schedules/requireNumber.js';
import type { DriftDetector } from './driftDetector.js';

/** What a change is. */
export interface PageHinkleyOptions {
  /** How far from the mean numbers may stay for nothing, in their unit. Default 0.005. */
  readonly delta?: number;
  /** How much they may add up to beyond that: larger is slower, with fewer false alarms. Default 50. */
  readonly lambda?: number;
  /** How many numbers have to be there before a change is told. Default 30. */
  readonly minimum?: number;
  /** What the sum is multiplied by with each number: above 0, at most 1, which forgets nothing. Default 0.9999. */
  readonly alpha?: number;
  /** Whether a rise is looked for, as of errors, a fall, or both. Default 'up'. */
  readonly direction?: 'up' | 'down' | 'both';
}

/** What is remembered of the numbers since the last change. It survives JSON. */
export interface PageHinkleyMemory {
  /** Numbers seen, over all changes. */
  readonly at: number;
  readonly count: number;
  readonly mean: number;
  /** Of a rise and of a fall; only what is looked for moves. */
  readonly up: Excess;
  readonly down: Excess;
}

/** How far numbers have moved to one side. */
export interface Excess {
  readonly sum: number;
  /** The least that the sum has been: there a change would have begun. */
  readonly least: number;
  /** The mean then, and how many numbers came since, with their mean. */
  readonly before: number;
  readonly count: number;
  readonly after: number;
}

const none: Excess = { sum: 0, least: 0, before: 0, count: 0, after: 0 };
const first: PageHinkleyMemory = { at: 0, count: 0, mean: 0, up: none, down: none };

/**
 * The test of Page and Hinkley: adds up by how much numbers exceed their mean so far and `delta`,
 * sum = alpha sum + (x - mean - delta), and tells a change when the sum is more than `lambda` above its least.
 * A fall is the same with the signs turned.
 *
 * Numbers of one mean and deviation s give a false alarm among n of them with a probability of about
 * n e^(-2 delta lambda / s^2) at most; a step of size d is found after about lambda / (d - delta). Behind a
 * change it begins anew.
 *
 * @throws {RangeError} when an option is out of range
 * @example
 * const { first, next } = pageHinkley({ lambda: 2, minimum: 3 });
 * let state = { memory: first };
 * for (const error of [0, 0, 0, 0, 1, 1, 1, 1]) if (!state.drift) state = next(state.memory, error);
 * state.drift // => { type: 'drift', at: 7, before: 0, after: 1 }
 * Source: Page 1954; Hinkley 1971; with forgetting as in Gama et al. 2013.
 */
export function pageHinkley({
  delta = 0.005,
  lambda = 50,
  minimum = 30,
  alpha = 0.9999,
  direction = 'up',
}: PageHinkleyOptions = {}): DriftDetector<PageHinkleyMemory> {
  requireValue('pageHinkley', 'delta', delta);
  requirePositive('pageHinkley', 'lambda', lambda);
  requireWhole('pageHinkley', 'minimum', minimum, 1);
  if (!(alpha > 0 && alpha <= 1)) {
    throw new RangeError(
      `pageHinkley() takes as alpha a number above 0, at most 1; found ${alpha}`,
    );
  }
  if (!['up', 'down', 'both'].includes(direction)) {
    throw new RangeError(
      `pageHinkley() takes as direction up, down or both; found ${JSON.stringify(direction)}`,
    );
  }

  function moved(excess: Excess, sign: 1 | -1, value: number, mean: number): Excess {
    const sum = alpha * excess.sum + (sign * (value - mean) - delta);
    if (sum <= excess.least) return { sum, least: sum, before: mean, count: 0, after: 0 };
    const count = excess.count + 1;
    return { ...excess, sum, count, after: excess.after + (value - excess.after) / count };
  }

  return {
    first,
    next(memory, value) {
      const at = memory.at + 1;
      if (!Number.isFinite(value)) return { memory: { ...memory, at } };
      const count = memory.count + 1;
      const mean = memory.mean + (value - memory.mean) / count;
      const up = direction === 'down' ? none : moved(memory.up, 1, value, mean);
      const down = direction === 'up' ? none : moved(memory.down, -1, value, mean);
      const found = [up, down].find(({ sum, least }) => sum - least > lambda);
      if (found === undefined || count < minimum) return { memory: { at, count, mean, up, down } };
      const { before, after } = found;
      return { memory: { ...first, at }, drift: { type: 'drift', at, before, after } };
    },
  };
}
