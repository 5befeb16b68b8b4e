import { log } from '../numerics/functions/log.js';

/** One iteration of a run whose learning rate grows. */
export interface RatePoint {
  readonly learningRate: number;
  /** The cost, smoothed. */
  readonly smoothed: number;
}

/**
 * The learning rate at which the smoothed cost falls most steeply over the logarithm of the rate; undefined when it
 * falls nowhere, or there are fewer than three points. What comes behind its least value does not count: a cost
 * that explodes falls again when all units are dead.
 *
 * The slope at a point is that from the one before to the one behind, so that the ends have none.
 *
 * @param points in the order of their rates
 * @example
 * const costs = [0.7, 0.69, 0.5, 0.45, 0.9];
 * suggestLearningRate(costs.map((smoothed, i) => ({ learningRate: 10 ** (i - 4), smoothed }))) // => 0.01
 * Source: Smith 2017, Cyclical Learning Rates for Training Neural Networks, section 3.3.
 */
export function suggestLearningRate(points: readonly RatePoint[]): number | undefined {
  const lowest = lowestOf(points);
  let steepest = 0;
  let suggested: number | undefined;
  for (let i = 1; i < Math.min(points.length - 1, lowest + 1); i++) {
    const [before, { learningRate }, behind] = points.slice(i - 1, i + 2);
    const slope =
      (behind.smoothed - before.smoothed) / log(behind.learningRate / before.learningRate);
    if (slope < steepest) {
      steepest = slope;
      suggested = learningRate;
    }
  }
  return suggested;
}

/** Where the smoothed cost is least. */
function lowestOf(points: readonly RatePoint[]): number {
  let lowest = 0;
  for (let i = 1; i < points.length; i++) {
    if (points[i].smoothed < points[lowest].smoothed) lowest = i;
  }
  return lowest;
}
