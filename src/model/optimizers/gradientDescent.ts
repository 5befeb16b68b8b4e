import { kernelsForLists } from '../../numerics/kernelsFor.js';
import type { Hyperparameter } from '../../schedules/schedule.js';
import type { Gradients } from '../backward.js';
import type { Parameters } from '../initialize.js';
import { copyParameters } from '../network.js';
import { requireNotNegative } from '../ranges.js';
import { type Optimizer, rateSchedule } from './optimizer.js';
import { requireNoMomentum, requireStep } from './requireStep.js';

/** What `gradientDescent` does besides descending. */
export interface GradientDescentOptions {
  /** Added to each gradient: weightDecay times its parameter, biases too. 0 or more. Default 0. */
  readonly weightDecay?: number;
}

/**
 * Plain gradient descent: W[l] -= learningRate dW[l], b[l] -= learningRate db[l].
 *
 * Decay of weights that leaves biases alone and is part of the cost is `computeCost({ l2 })`. In float32 each
 * product and sum is rounded.
 *
 * @param learningRate a positive number, or a function of the iteration (counted from 0)
 * @throws {RangeError} when the number is not positive and finite, or weightDecay negative
 * @example
 * gradientDescent(0.03).learningRate(0) // => 0.03
 * Source: Cauchy 1847; decay as in PyTorch's `SGD`.
 */
export function gradientDescent(
  learningRate: Hyperparameter,
  { weightDecay = 0 }: GradientDescentOptions = {},
): Optimizer {
  const name = 'gradientDescent';
  requireNotNegative(name, 'weightDecay', weightDecay);
  return {
    name,
    options: { weightDecay },
    learningRate: rateSchedule(learningRate),
    linear: true,
    updateInto(parameters, gradients, settings, moments) {
      requireStep({ name }, parameters, gradients, settings, moments);
      requireNoMomentum(name, settings);
      const { W, b } = parameters;
      const { dW, db } = gradients;
      const { learningRate: rate, weightDecay: decay = weightDecay } = settings;
      const kernels = kernelsForLists(W[W.length - 1], dW, db, W, b);
      const kept = 1 - rate * decay;
      for (let l = 0; l < W.length; l++) kernels.combine(W[l], kept, W[l], -rate, dW[l]);
      for (let l = 0; l < b.length; l++) kernels.combine(b[l], kept, b[l], -rate, db[l]);
    },
  };
}

/**
 * The parameters one step of gradient descent further on; the given ones stay as they are.
 *
 * @throws {ShapeError} when a gradient differs in shape from its parameter
 * @example
 * const parameters = { W: [matrix([[1]])], b: [matrix([[0]])] };
 * const gradients = { dW: [matrix([[2]])], db: [matrix([[4]])] };
 * descend(parameters, gradients, 0.5) // => { W: [matrix([[0]])], b: [matrix([[-2]])] }
 * Source: the post's `update_parameters`.
 */
export function descend(
  parameters: Parameters,
  gradients: Gradients,
  learningRate: number,
): Parameters {
  const next = copyParameters(parameters);
  gradientDescent(learningRate).updateInto(next, gradients, { learningRate, update: 1 }, []);
  return next;
}
