import { zerosLike } from '../../numerics/arena.js';
import type { Hyperparameter, Schedule } from '../../schedules/schedule.js';
import { scheduleOf } from '../../schedules/scheduleOf.js';
import type { Gradients } from '../backward.js';
import type { Parameters } from '../initialize.js';

/** What a step goes by besides the gradients. */
export interface StepSettings {
  readonly learningRate: number;
  /** Steps taken with these moments, this one counted: 1 at first. */
  readonly update: number;
  /** What steers the momentum (the beta1 of Adam), where something does; else the optimizer takes its own. */
  readonly momentum?: number;
  /** The same for the decay of weights. */
  readonly weightDecay?: number;
  /** Layers 1 to `frozen` stay as they are: `freezing` sees to it, as in every run. Default 0. */
  readonly frozen?: number;
}

/** How gradients move parameters. */
export interface Optimizer {
  /** What it is called; `parseOptimizer` knows the names of those that are exported here. */
  readonly name: string;
  /** What it was made with besides the learning rate, defaults included. Default nothing. */
  readonly options?: Readonly<Record<string, number | boolean>>;
  /** Who takes the steps, where this one only sees to the gradients. */
  readonly inner?: Optimizer;
  readonly learningRate: Schedule;
  /**
   * Whether a step is linear in parameters, gradients and their history, entry by entry alike, so that
   * it may be taken in other coordinates (see `FirstLayer`). Default false.
   */
  readonly linear?: boolean;
  /** How many numbers are remembered for each parameter, all 0 before the first step. Default 0. */
  readonly momentCount?: number;
  /**
   * Moves `parameters` in place, against `gradients`, which have their shapes and are only read. `moments` is
   * its memory, made by `firstMoments` before the first step, and written too; behind the `momentCount` that
   * it asks for may be those of optimizers around it.
   */
  updateInto(
    parameters: Parameters,
    gradients: Gradients,
    settings: StepSettings,
    moments: readonly Parameters[],
  ): void;
}

/**
 * The memory of an optimizer before its first step: zeros like the parameters, beside them.
 *
 * @example
 * const parameters = { W: [matrix([[1]])], b: [matrix([[0]])] };
 * firstMoments(momentum(0.1), parameters) // => [{ W: [matrix([[0]])], b: [matrix([[0]])] }]
 */
export function firstMoments(
  { momentCount = 0 }: Optimizer,
  { W, b }: Parameters,
): readonly Parameters[] {
  return Array.from({ length: momentCount }, () => ({
    W: W.map(zerosLike),
    b: b.map(zerosLike),
  }));
}

/**
 * A learning rate as a schedule.
 *
 * @throws {RangeError} when it is a number that is not positive and finite
 */
export function rateSchedule(learningRate: Hyperparameter): Schedule {
  if (typeof learningRate === 'number' && !(learningRate > 0 && learningRate < Infinity)) {
    throw new RangeError(`A learning rate is a positive finite number; found ${learningRate}`);
  }
  return scheduleOf(learningRate);
}
