import { defer, map, type OperatorFunction, type SchedulerLike, tap } from 'rxjs';
import type { Dataset } from '../src/data/dataset.js';
import { createEvaluator } from '../src/model/evaluator.js';
import { every } from './every.js';
import type { Cost, Step } from './records.js';
import { sharedSlices } from './timeSlices.js';

/** How a run stands after an iteration. */
export interface Report {
  /** Iterations done, counted from 1. */
  readonly iteration: number;
  /** Passes over the data begun before this one. */
  readonly epoch: number;
  /** Cost of this iteration's batch with the parameters before its update. */
  readonly cost: number;
  /**
   * Accuracy on the whole training set with the parameters after the update, from 0 to 1; with
   * `meanSquaredError` R^2 (see `evaluate`).
   */
  readonly trainAccuracy: number;
  /** The same on the held-out set. */
  readonly testAccuracy: number;
  readonly learningRate: number;
  /** Since the subscription. */
  readonly elapsedMs: number;
  /** Over the time since the last report. */
  readonly iterationsPerSecond: number;
}

/** A step whose network has been measured on the held-out set already. */
export interface Examined {
  /** As in `Report`. */
  readonly testAccuracy: number;
}

/** What reports are measured on. */
export interface ReportOptions {
  readonly train: Pick<Dataset, 'X' | 'Y'>;
  readonly test: Pick<Dataset, 'X' | 'Y'>;
  /** The clock. Default: that of the time slices. */
  readonly scheduler?: Pick<SchedulerLike, 'now'>;
}

/**
 * A report on every n-th iteration.
 *
 *   in:   s--s--s--s--s--|
 *         reportEvery(2, { train, test })
 *   out:  ---r-----r-----|      r: {iteration: 2, cost, ...}, {iteration: 4, cost, ...}
 *
 * Each report evaluates the network on both sets; a `testAccuracy` that its step has already is taken as it is.
 * Unobserved it does nothing.
 *
 * Timing: synchronous; ends and fails with the source.
 * @throws {RangeError} at the call, when `n` is not a positive integer
 * @throws {ShapeError} through the error channel when a set does not fit the network
 * @example
 * const data = { X: matrix([[1]]), Y: matrix([[1]]) };
 * const step = { index: 9, network: createNetwork([1, 1], { scheme: allZeros }) };
 * lastValueFrom(of(step).pipe(reportEvery(10, { train: data, test: data }), map((report) => [report.iteration, report.trainAccuracy]))) // => [10, 1]
 */
export function reportEvery(
  n: number,
  { train, test, scheduler = sharedSlices }: ReportOptions,
): OperatorFunction<Step & Cost & Partial<Examined>, Report> {
  const everyNth = every<Step & Cost & Partial<Examined>>(n);
  return (step$) =>
    defer(() => {
      const trainAccuracyOf = createEvaluator(train);
      const testAccuracyOf = createEvaluator(test);
      const startMs = scheduler.now();
      let lastMs = startMs;
      /** Undefined before the first step, which is not the first iteration of a run that goes on. */
      let lastIteration: number | undefined;
      return step$.pipe(
        tap(({ index }) => {
          lastIteration ??= index;
        }),
        everyNth,
        map(({ index, epoch, cost, learningRate, network, testAccuracy }) => {
          const nowMs = scheduler.now();
          const iteration = index + 1;
          const report = {
            iteration,
            epoch,
            cost,
            trainAccuracy: trainAccuracyOf(network),
            testAccuracy: testAccuracy ?? testAccuracyOf(network),
            learningRate,
            elapsedMs: nowMs - startMs,
            iterationsPerSecond: (1000 * (iteration - (lastIteration ?? 0))) / (nowMs - lastMs),
          };
          lastMs = nowMs;
          lastIteration = iteration;
          return report;
        }),
      );
    });
}
