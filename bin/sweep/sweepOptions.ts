import type { TrainOptions } from '../trainOptions.js';
import type { Choices } from './choices.js';

/** The options of `gradstream sweep`, parsed and complete. */
export interface SweepOptions
  extends Pick<
    TrainOptions,
    | 'train'
    | 'test'
    | 'xName'
    | 'yName'
    | 'normalize'
    | 'init'
    | 'precision'
    | 'kernels'
    | 'threads'
    | 'firstLayer'
    | 'seed'
    | 'reportEvery'
    | 'plot'
    | 'json'
  > {
  readonly choices: Choices;
  /** How many points to draw; without it the whole grid. */
  readonly random?: number;
  /** The share of the training set that is held out to choose by, or the test set. */
  readonly validation: number | 'test';
  /** How many folds to choose by, in place of one part. */
  readonly folds?: number;
  /** What is compared, on the examples held out. */
  readonly metric: 'cost' | 'accuracy';
  readonly early: 'none' | 'median' | 'halving';
  readonly concurrency: number;
}
