import type { Hyperparameter } from '../../schedules/schedule.js';
import type { AdamOptions } from './adam.js';
import { adaptiveMoments } from './adaptiveMoments.js';
import type { Optimizer } from './optimizer.js';

/**
 * Adam with decoupled decay: W *= 1 - learningRate weightDecay, then the step of `adam`.
 *
 * What draws a parameter to zero is no part of its gradient here, and not divided by its mean square.
 *
 * Shapes, and all else, as with `adam`.
 * @param learningRate a positive number, or a function of the iteration (counted from 0)
 * @throws {RangeError} when the number is not positive and finite, or an option is out of its range
 * @example
 * const parameters = { W: [matrix([[1]])], b: [matrix([[0]])] };
 * const optimizer = adamW(0.5, { weightDecay: 0.25 });
 * optimizer.updateInto(parameters, { dW: [matrix([[0]])], db: [matrix([[0]])] }, { learningRate: 0.5, update: 1 }, firstMoments(optimizer, parameters));
 * parameters.W[0] // => matrix([[0.875]])
 * Source: Loshchilov and Hutter 2019, as PyTorch's `AdamW` has it.
 */
export function adamW(learningRate: Hyperparameter, options: AdamOptions = {}): Optimizer {
  return adaptiveMoments('adamW', learningRate, { weightDecay: 0.01, ...options }, 'decoupled');
}
