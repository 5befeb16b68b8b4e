import type { Loss } from '../model/losses/loss.js';
import { accuracy } from '../model/metrics/accuracy.js';
import type { Matrix } from '../numerics/matrix.js';
import { columnsOf } from './columnsOf.js';
import {
  type RunningMeanMemory,
  type RunningMeanOptions,
  requireMeans,
  runningMean,
} from './runningMean.js';

/** How well examples were predicted, each before it was learnt from. Plain data. */
export interface OnlineScores {
  /** How many there have been. */
  readonly examples: number;
  /** The share of right answers among all, from 0 to 1. */
  readonly accuracy: number;
  /** Among the last ones. */
  readonly windowedAccuracy: number;
  /** Among all, the recent ones with more weight. */
  readonly fadedAccuracy: number;
  /** The mean cost of all, without penalties. */
  readonly cost: number;
  readonly windowedCost: number;
  readonly fadedCost: number;
}

/** What scores have seen: plain data, to be saved with a run and handed to the scores of its rest. */
export interface ScoresMemory {
  readonly accuracy: RunningMeanMemory;
  readonly cost: RunningMeanMemory;
}

/** The answers of a network to a batch: ZL, AL, Y (n_L x m). */
export interface Answers {
  readonly ZL: Matrix;
  readonly AL: Matrix;
  readonly Y: Matrix;
  readonly loss: Loss;
}

/** Scores of examples that go on coming. */
export interface RunningScores {
  readonly add: (answers: Answers) => void;
  readonly scores: () => OnlineScores;
  readonly memory: () => ScoresMemory;
}

/**
 * Accuracy and cost of answers that go on coming, example by example, so that a window and what fades do not
 * depend on how they came in batches. An answer is right as `accuracy` says.
 *
 * Shapes: as `Answers`.
 * @param from where earlier scores stood, of which these are the rest
 * @throws {RangeError} when the window is not a whole number, 1 or more, or `fading` not between 0 and 1; later
 * when the loss is for real numbers, which are not right or wrong
 * @throws {ShapeError} later, when AL or ZL and Y differ in shape; nothing of such a batch counts
 * @example
 * const scores = runningScores({ window: 2 });
 * scores.add({ ZL: matrix([[-1, -1, 1]]), AL: matrix([[0.3, 0.3, 0.7]]), Y: matrix([[1, 0, 1]]), loss: binaryCrossEntropy });
 * [scores.scores().accuracy, scores.scores().windowedAccuracy] // => [2 / 3, 1]
 */
export function runningScores(
  options: RunningMeanOptions = {},
  from?: ScoresMemory,
): RunningScores {
  requireMeans('runningScores', options);
  const right = runningMean(options, from?.accuracy);
  const costs = runningMean(options, from?.cost);
  return {
    add({ ZL, AL, Y, loss }) {
      accuracy(AL, Y, loss); // refuses what cannot be judged, before anything counts
      loss.cost(ZL, Y);
      const [z, a, y] = [ZL, AL, Y].map(columnsOf);
      for (let j = 0; j < Y.cols; j++) {
        right.add(accuracy(a(j), y(j), loss));
        costs.add(loss.cost(z(j), y(j)));
      }
    },
    scores: () => ({
      examples: right.count(),
      accuracy: right.mean(),
      windowedAccuracy: right.windowed(),
      fadedAccuracy: right.faded(),
      cost: costs.mean(),
      windowedCost: costs.windowed(),
      fadedCost: costs.faded(),
    }),
    memory: () => ({ accuracy: right.memory(), cost: costs.memory() }),
  };
}
