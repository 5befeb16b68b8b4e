import { filter, map, NEVER, type Observable } from 'rxjs';
import { accuracy, createForward } from '../../src/index.js';
import { crossValidate, type TrialReport } from '../../streams/index.js';
import { plan } from '../plan.js';
import { wireRuns } from '../wireRuns.js';
import type { Trial } from './axes.js';
import type { Part } from './partsOf.js';
import type { SweepOptions } from './sweepOptions.js';
import { trainOptionsOf } from './trainOptionsOf.js';

/** How a trial stands on the examples held out; over folds each figure is a mean. */
export interface Score extends TrialReport {
  /** Without the penalty of l2, which is not comparable. */
  readonly cost: number;
  readonly accuracy: number;
  /** Of the value, over folds. */
  readonly deviation?: number;
}

/**
 * Trains a trial on every part, and reports every so many iterations and at the end.
 *
 * @throws {DataError} through the error channel when a batch is larger than a part, or the network than the
 * machine
 * @throws {DivergenceError} through the error channel when a cost stops being finite
 */
export function scoresOf(
  trial: Trial,
  parts: readonly Part[],
  options: SweepOptions,
): Observable<Score> {
  if (parts.length === 1) return scoresOn(parts[0], trial, options);
  return crossValidate(parts, (part) => scoresOn(part, trial, options)).pipe(
    map(({ iteration, value, deviation, folds }) => ({
      iteration,
      value,
      deviation,
      cost: meanOf(folds.map(({ cost }) => cost)),
      accuracy: meanOf(folds.map((fold) => fold.accuracy)),
    })),
  );
}

function scoresOn({ data, sets }: Part, trial: Trial, options: SweepOptions): Observable<Score> {
  const { reportEvery, metric } = options;
  const [{ step$ }] = wireRuns(plan(trainOptionsOf(trial, options), data, sets), NEVER);
  const { X, Y } = sets.test;
  const forward = createForward(X);
  return step$.pipe(
    map(({ index, network }) => ({ iteration: index + 1, network })),
    filter(({ iteration }) => iteration % reportEvery === 0 || iteration === trial.iterations),
    map(({ iteration, network }) => {
      const { Z, AL } = forward(network);
      const cost = network.loss.cost(Z[Z.length - 1], Y);
      const score = { cost, accuracy: accuracy(AL, Y, network.loss) };
      return { iteration, value: score[metric], ...score };
    }),
  );
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
