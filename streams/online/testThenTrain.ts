import { defer, map, type OperatorFunction } from 'rxjs';
import { type RunningMeanOptions, requireMeans } from '../../src/online/runningMean.js';
import {
  type OnlineScores,
  runningScores,
  type ScoresMemory,
} from '../../src/online/runningScores.js';
import type { Forward } from '../records.js';

/** How long the past counts, and where scores go on. */
export interface TestThenTrainOptions extends RunningMeanOptions {
  /** Where the scores of an earlier run stood, of which this one is the rest. Default: at its start. */
  readonly from?: ScoresMemory | undefined;
}

/** How well examples were predicted so far, each before it was learnt from. Plain data but for `memory`. */
export interface TestReport extends OnlineScores {
  /** Counted from 1. */
  readonly iteration: number;
  /** What the scores remember now, as plain data: for `from`. It is made when it is asked for. */
  readonly memory: () => ScoresMemory;
}

/**
 * Scores a network on examples before it learns from them.
 *
 *   in:   --s-----s-----s--|      s: {Z, AL, Y, network, ...}
 *         testThenTrain({ window: 500 })
 *   out:  --r-----r-----r--|      r: {iteration, examples, accuracy, windowedAccuracy, fadedAccuracy, cost, ...}
 *
 * AL of a step was computed before its update, so that this test costs no pass of its own, and no example has to be
 * held out. It stands behind `propagateForward()`, or behind `closeLoop()`. Where examples come again, as in a
 * second epoch, they have been learnt from already; where units are dropped, it is the thinned network that
 * is tested. The costs are those of the examples, without penalties.
 *
 * Shapes: Z[L], AL, Y (n_L x m).
 * Timing: synchronous, one out per in; ends and fails with the source.
 * @throws {RangeError} at the call, when the window is not a whole number, 1 or more, or `fading` not between 0
 * and 1; through the error channel when the loss is for real numbers, which are not right or wrong
 * @throws {ShapeError} through the error channel when AL and Y differ in shape
 * @example
 * const data = { X: matrix([[-1, 1, 2]]), Y: matrix([[1, 1, 0]]) };
 * const phases = pipe(propagateForward(), propagateBackward(), updateParameters(gradientDescent(1)));
 * const run$ = iterate({ count: 3 }).pipe(drawBatches(data, { batchSize: 1, shuffle: 'none' }), closeLoop(createNetwork([1, 1], { scheme: allZeros }), phases));
 * lastValueFrom(run$.pipe(testThenTrain({ window: 2 }), map((report) => [report.examples, report.accuracy, report.windowedAccuracy]))) // => [3, 2 / 3, 0.5]
 * Source: Gama, Sebastiao and Rodrigues 2013, prequential evaluation.
 */
export function testThenTrain<R extends Pick<Forward, 'index' | 'Z' | 'AL' | 'Y' | 'network'>>({
  from,
  ...means
}: TestThenTrainOptions = {}): OperatorFunction<R, TestReport> {
  requireMeans('testThenTrain', means);
  return (record$) =>
    defer(() => {
      const { add, scores, memory } = runningScores(means, from);
      return record$.pipe(
        map(({ index, Z, AL, Y, network: { loss } }) => {
          add({ ZL: Z[Z.length - 1], AL, Y, loss });
          return { iteration: index + 1, ...scores(), memory };
        }),
      );
    });
}
