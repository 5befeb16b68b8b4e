import { defer, EMPTY, map, type OperatorFunction, takeWhile } from 'rxjs';
import { copyNetwork, copyParametersInto } from '../src/model/network.js';
import {
  nothingSoFar,
  requireTracking,
  type Tracked,
  type TrackOptions,
  trackBest,
} from '../src/model/trackBest.js';
import { extend } from './extend.js';
import type { Cost, Iteration, WithNetwork } from './records.js';

/** When a run is to end. */
export interface StopEarlyOptions extends TrackOptions {
  /** How many checks without improvement end the run: a whole number, 1 or more. */
  readonly patience: number;
  /** Checks every n-th iteration alone; the records between pass with what is known. Default 1: all. */
  readonly every?: number;
  /** Where an earlier run stood, of which this one is the rest. Default: at its start. */
  readonly from?: Tracked | undefined;
}

/** What is to be judged by. */
export interface StopByMetric<R> extends StopEarlyOptions {
  /** The metric of a record. */
  readonly metric: (record: R) => number;
}

type Judged = Pick<Iteration, 'index'> & WithNetwork;

/**
 * Ends a run that gets no better, and keeps its best network.
 *
 *   in:   --a--b--c--d--e--       cost: 3, 2, 2.5, 2, 1
 *         stopEarly({ patience: 2 })
 *   out:  --a--b--c--(d|)         d + {bestSoFar: {best: 2, bestIteration: 2, waited: 2}, bestNetwork}
 *
 * Each record is one check, or one of `every` n. It is judged by its cost, or by `metric`: with
 * `createEvaluator(test)` by the accuracy on held-out data. The network that is kept is that of the record;
 * behind `closeLoop()` it is one update further than the cost, between `computeCost()` and
 * `updateParameters()` it is the one that had it. A metric that takes time goes into the phases, as in
 * `concatMap(async (step) => ({ ...step, score: await judge(step.network) }))`, where the run waits for it.
 *
 * The last record has the best network, however the run ends; `restoreBest()` puts it in its place. `bestSoFar`
 * is a plain value: with `bestNetwork` it is all that `from` needs to go on where a saved run stood. One that
 * had been ended there stays so: nothing is drawn.
 *
 * Timing: synchronous, one out per in, at once empty when `from` had ended already; ends behind the record of
 * the last check, lets go of the source, and ends and fails with it.
 * @throws {RangeError} at the call, when patience is not a positive integer, `minDelta` is negative or not
 * finite, or the mode is unknown
 * @example
 * const network = createNetwork([1, 1]);
 * const check$ = from([3, 2, 2.5, 2, 1]).pipe(map((cost, index) => ({ index, cost, network })));
 * lastValueFrom(check$.pipe(stopEarly({ patience: 2 }), map(({ bestSoFar }) => bestSoFar))) // => { best: 2, bestIteration: 2, waited: 2 }
 * Source: Prechelt 1998, criterion UP; `patience`, `minDelta` and `mode` as in Keras.
 */
export function stopEarly<R extends Judged>(
  options: StopByMetric<R>,
): OperatorFunction<R, R & Tracked>;
export function stopEarly<R extends Judged & Pick<Cost, 'cost'>>(
  options: StopEarlyOptions,
): OperatorFunction<R, R & Tracked>;
export function stopEarly<R extends Judged & Pick<Cost, 'cost'>>({
  patience,
  every = 1,
  from,
  metric = ({ cost }) => cost,
  ...tracking
}: StopEarlyOptions & Partial<StopByMetric<R>>): OperatorFunction<R, R & Tracked> {
  if (!(Number.isInteger(patience) && patience >= 1)) {
    throw new RangeError(
      `Patience is a whole number of checks without improvement, 1 or more; found ${patience}`,
    );
  }
  if (!(Number.isInteger(every) && every >= 1)) {
    throw new RangeError(`Checks are every n iterations, 1 or more; found ${every}`);
  }
  requireTracking(tracking);
  return (record$) =>
    defer(() => {
      let bestSoFar = from?.bestSoFar ?? nothingSoFar;
      // It had ended already, and was cut off before anybody knew.
      if (bestSoFar.waited >= patience) return EMPTY;
      let bestNetwork = from && hasChecked(from) ? copyNetwork(from.bestNetwork) : undefined;
      return record$.pipe(
        map((record) => {
          const { index, network } = record;
          const iteration = index + 1;
          if (iteration % every !== 0)
            return extend(record, { bestSoFar, bestNetwork: bestNetwork ?? network });
          bestSoFar = trackBest(bestSoFar, { iteration, metric: metric(record) }, tracking);
          if (bestNetwork === undefined) bestNetwork = copyNetwork(network);
          else if (bestSoFar.waited === 0)
            copyParametersInto(bestNetwork.parameters, network.parameters);
          return extend(record, { bestSoFar, bestNetwork });
        }),
        takeWhile(({ bestSoFar: { waited } }) => waited < patience, true),
      );
    });
}

/** Whether there was a check; before, a record had the network as it was. */
function hasChecked({ bestSoFar: { best, waited } }: Tracked): boolean {
  return best !== null || waited > 0;
}
