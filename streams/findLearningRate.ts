import { defer, map, type Observable, pipe, type SchedulerLike, takeWhile } from 'rxjs';
import type { Dataset } from '../src/data/dataset.js';
import type { Network } from '../src/model/network.js';
import { gradientDescent } from '../src/model/optimizers/gradientDescent.js';
import type { Optimizer } from '../src/model/optimizers/optimizer.js';
import type { RatePoint } from '../src/model/suggestLearningRate.js';
import type { Schedule } from '../src/schedules/schedule.js';
import { closeLoop } from './closeLoop.js';
import { computeCost } from './computeCost.js';
import { type DrawOptions, drawBatches } from './drawBatches.js';
import { iterate } from './iterate.js';
import type { PenaltySettings } from './penalties.js';
import { propagateBackward } from './propagateBackward.js';
import { type ForwardOptions, propagateForward } from './propagateForward.js';
import { updateParameters } from './updateParameters.js';

/** What is tried on what. */
export interface FindLearningRateOptions extends DrawOptions, PenaltySettings, ForwardOptions {
  readonly dataset: Pick<Dataset, 'X' | 'Y'>;
  /** It stays as it is. */
  readonly network: Network;
  /** The optimizer for a learning rate that grows. Default gradientDescent. */
  readonly optimizer?: (learningRate: Schedule) => Optimizer;
  /** The first learning rate. Default 1e-5. */
  readonly from?: number;
  /** The last one. Default 10. */
  readonly to?: number;
  /** How many iterations, 2 or more. Default 100. */
  readonly steps?: number;
  /** The share of the smoothed cost that is left in the next one, from 0 to below 1. Default 0.9. */
  readonly smoothing?: number;
  /** Ends when the smoothed cost is above so many times its least one. More than 1. Default 4. */
  readonly stopAt?: number;
  /** When iterations are drawn. Default: the time slices that the process shares. */
  readonly scheduler?: SchedulerLike;
}

/** An iteration of a run whose learning rate grows. */
export interface RateReport extends RatePoint {
  /** Counted from 1. */
  readonly iteration: number;
  /** Of this iteration's batch, before the update at this learning rate. */
  readonly cost: number;
}

/**
 * Trains a copy of a network at learning rates that grow by the same factor in each iteration.
 *
 *   findLearningRate({ ..., from: 0.01, to: 1, steps: 3 })
 *   out:  --a--b--c--|      a: {iteration: 1, learningRate: 0.01, cost: 0.7, smoothed: 0.7}, b: at 0.1, c: at 1
 *
 * `suggestLearningRate` takes the points, gathered by `toArray()`. The smoothed cost is the mean of those so far,
 * each of which counts `smoothing` times as much as the next. It ends before the first point where that is
 * above `stopAt` times the least one, or not finite.
 *
 * Timing: that of `iterate()`. Cold: each subscription trains a copy of its own.
 * @throws {RangeError} at the call, when the rates are not positive, finite and growing, or another number makes
 * no sense; as `drawBatches()`, `propagateForward()` and `computeCost()`
 * @throws {ShapeError} as `drawBatches()`, and through the error channel when the data do not fit the network
 * @example
 * const dataset = { X: matrix([[-1, 1]]), Y: matrix([[0, 1]]) };
 * const network = createNetwork([1, 1], { scheme: allZeros });
 * const points$ = findLearningRate({ dataset, network, from: 0.01, to: 1, steps: 3 }).pipe(map(({ learningRate }) => learningRate), toArray());
 * lastValueFrom(points$) // => [0.01, 0.1, 1]
 * Source: Smith 2017, section 3.3; with smoothing and an end as in fastai.
 */
export function findLearningRate({
  dataset,
  network,
  optimizer = gradientDescent,
  from = 1e-5,
  to = 10,
  steps = 100,
  smoothing = 0.9,
  stopAt = 4,
  scheduler,
  l1 = 0,
  l2 = 0,
  dropout,
  ...draw
}: FindLearningRateOptions): Observable<RateReport> {
  requireThat(from > 0 && from < Infinity, 'first rate', 'a positive finite number', from);
  requireThat(to > from && to < Infinity, 'last rate', `finite and above the first, ${from}`, to);
  requireThat(Number.isInteger(steps) && steps >= 2, 'number of steps', '2 or more', steps);
  requireThat(smoothing >= 0 && smoothing < 1, 'smoothing', 'from 0 to below 1', smoothing);
  requireThat(stopAt > 1, 'end', 'a number above 1 of times the least cost', stopAt);
  const rateOf = (iteration: number) => from * (to / from) ** (iteration / (steps - 1));
  const step$ = iterate({ count: steps, ...(scheduler && { scheduler }) }).pipe(
    drawBatches(dataset, draw),
    closeLoop(
      network,
      pipe(
        propagateForward({ ...(dropout && { dropout }) }),
        computeCost({ l1, l2 }),
        propagateBackward({ l1, l2 }),
        updateParameters(optimizer(rateOf)),
      ),
    ),
  );
  return defer(() => {
    let sum = 0;
    let weight = 0;
    let least = Infinity;
    return step$.pipe(
      map(({ index, cost, learningRate }) => {
        sum = smoothing * sum + cost;
        weight = smoothing * weight + 1;
        return { iteration: index + 1, learningRate, cost, smoothed: sum / weight };
      }),
      takeWhile(({ smoothed }) => {
        least = Math.min(least, smoothed);
        return Number.isFinite(smoothed) && smoothed <= stopAt * least;
      }),
    );
  });
}

function requireThat(holds: boolean, name: string, range: string, value: number): void {
  if (!holds) {
    throw new RangeError(`The ${name} of findLearningRate() is ${range}; found ${value}`);
  }
}
