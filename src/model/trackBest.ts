import type { Network } from './network.js';

/** How far a metric has come: a plain value, to be saved with a run and handed to it again. */
export interface BestSoFar {
  /** The best value of the metric; null before the first one that is a finite number. */
  readonly best: number | null;
  /** The iteration it is from, counted from 1; 0 before. */
  readonly bestIteration: number;
  /** Checks since then without improvement. */
  readonly waited: number;
}

/** The best value of a metric, and the network it is from. */
export interface Tracked {
  readonly bestSoFar: BestSoFar;
  /** A copy, written again at the next improvement. */
  readonly bestNetwork: Network;
}

/** What improvement is. */
export interface TrackOptions {
  /** Whether a metric is better when it is smaller, as a cost, or larger, as an accuracy. Default 'min'. */
  readonly mode?: 'min' | 'max';
  /** How much better it has to be than the best one: more than this. 0 or more. Default 0. */
  readonly minDelta?: number;
}

/** Before the first check. */
export const nothingSoFar: BestSoFar = { best: null, bestIteration: 0, waited: 0 };

/**
 * The best value of a metric after one more check. A metric that is not a finite number is no improvement.
 *
 * @param iteration counted from 1
 * @throws {RangeError} when `minDelta` is negative or not finite, or the mode unknown
 * @example
 * const first = trackBest(nothingSoFar, { iteration: 10, metric: 0.5 });
 * trackBest(first, { iteration: 20, metric: 0.45 }, { minDelta: 0.1 }) // => { best: 0.5, bestIteration: 10, waited: 1 }
 */
export function trackBest(
  soFar: BestSoFar,
  { iteration, metric }: { readonly iteration: number; readonly metric: number },
  options: TrackOptions = {},
): BestSoFar {
  const { mode, minDelta } = requireTracking(options);
  const { best } = soFar;
  const gain = best === null ? Infinity : mode === 'min' ? best - metric : metric - best;
  if (Number.isFinite(metric) && gain > minDelta) {
    return { best: metric, bestIteration: iteration, waited: 0 };
  }
  return { ...soFar, waited: soFar.waited + 1 };
}

/**
 * What improvement is, checked, with nothing left out.
 *
 * @throws {RangeError} when `minDelta` is negative or not finite, or the mode unknown
 */
export function requireTracking({
  mode = 'min',
  minDelta = 0,
}: TrackOptions): Required<TrackOptions> {
  if (mode !== 'min' && mode !== 'max') {
    throw new RangeError(`Unknown mode "${String(mode)}" of a metric; there are min, max`);
  }
  if (!(minDelta >= 0 && minDelta < Infinity)) {
    throw new RangeError(
      `An improvement is by more than a finite number, 0 or more; found ${minDelta}`,
    );
  }
  return { mode, minDelta };
}
