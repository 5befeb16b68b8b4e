import { requireInside, requireWhole } from '../schedules/requireNumber.js';

/** How long the past counts. */
export interface RunningMeanOptions {
  /** Over how many of the last values the windowed mean is. Default 1000. */
  readonly window?: number;
  /** What the weight of a value is multiplied by with each one behind it, between 0 and 1. Default 0.999. */
  readonly fading?: number;
}

/** What a running mean has seen: plain data, to be saved with a run and handed to the mean of its rest. */
export interface RunningMeanMemory {
  readonly count: number;
  readonly sum: number;
  /** The sum of the values times their weights, and the sum of the weights. */
  readonly fadedSum: number;
  readonly weight: number;
  /** The values in the window, the oldest first. */
  readonly recent: readonly number[];
}

/** Three means of the same values; NaN before the first. */
export interface RunningMean {
  readonly add: (value: number) => void;
  readonly count: () => number;
  /** Of all. */
  readonly mean: () => number;
  /** Of those in the window. */
  readonly windowed: () => number;
  /** Of all, the recent ones with more weight. */
  readonly faded: () => number;
  readonly memory: () => RunningMeanMemory;
}

/**
 * The mean of numbers that go on coming: of all of them, of the last ones in a window, and with a weight that
 * fades, sum(fading^age value) / sum(fading^age).
 *
 * The sum of a window is never made by taking away what leaves it, so that it keeps no rounding, and nothing that
 * is infinite or NaN, from what was there before. The other two never forget such a value.
 *
 * @param from where an earlier one stood, of which this one is the rest
 * @throws {RangeError} when the window is not a whole number, 1 or more, or `fading` not between 0 and 1
 * @example
 * const mean = runningMean({ window: 2, fading: 0.5 });
 * for (const value of [1, 0, 4]) mean.add(value);
 * [mean.mean(), mean.windowed(), mean.faded()] // => [5 / 3, 2, 17 / 7]
 * Source: Gama, Sebastiao and Rodrigues 2013, prequential error with windows and fading factors.
 */
export function runningMean(
  { window = 1000, fading = 0.999 }: RunningMeanOptions = {},
  from?: RunningMeanMemory,
): RunningMean {
  requireMeans('runningMean', { window, fading });
  let { count, sum, fadedSum, weight } = from ?? { count: 0, sum: 0, fadedSum: 0, weight: 0 };
  /** A ring: value number k at k % window. Its front was written in this round, the rest in the one before. */
  const ring = new Float64Array(window);
  let held = 0;
  let front = 0;
  /** Of the round before: the sums from each place to the end. */
  const rests = new Float64Array(window + 1);

  function sumRests(begin: number): void {
    for (let i = window - 1; i >= begin; i--) rests[i] = rests[i + 1] + ring[i];
  }

  if (from !== undefined) {
    const recent = from.recent.slice(-window);
    held = recent.length;
    for (let k = 0; k < held; k++) ring[(count - held + k) % window] = recent[k];
    const begin = count % window;
    for (let i = 0; i < begin; i++) front += ring[i];
    sumRests(begin);
  }

  return {
    add(value) {
      ring[count % window] = value;
      front += value;
      count++;
      held = Math.min(held + 1, window);
      sum += value;
      fadedSum = fading * fadedSum + value;
      weight = fading * weight + 1;
      if (count % window === 0) {
        sumRests(0);
        front = 0;
      }
    },
    count: () => count,
    mean: () => sum / count,
    windowed: () => (front + rests[count % window]) / held,
    faded: () => fadedSum / weight,
    memory: () => ({
      count,
      sum,
      fadedSum,
      weight,
      recent: Array.from({ length: held }, (_, k) => ring[(count - held + k) % window]),
    }),
  };
}

/**
 * Refuses options that make no sense.
 *
 * @param call who takes them, for the error
 * @throws {RangeError}
 */
export function requireMeans(call: string, { window = 1, fading = 0.5 }: RunningMeanOptions): void {
  requireWhole(call, 'window', window, 1);
  requireInside(call, 'fading', fading);
}
