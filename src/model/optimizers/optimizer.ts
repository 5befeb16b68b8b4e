import type { Gradients } from '../backward.js';
import type { Parameters } from '../initialize.js';

/** A hyperparameter over time: a pure function of the iteration, counted from 0. */
export type Schedule = (iteration: number) => number;

/** How gradients move parameters. */
export interface Optimizer {
  readonly learningRate: Schedule;
  /**
   * Whether a step is linear in parameters, gradients and their history, entry by entry alike, so that
   * it may be taken in other coordinates (see `FirstLayer`). Default false.
   */
  readonly linear?: boolean;
  /** Moves `parameters` in place, against `gradients`. */
  updateInto(parameters: Parameters, gradients: Gradients, learningRate: number): void;
}
