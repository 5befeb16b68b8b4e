import type { Kernels } from '../../numerics/kernels/kernels.js';
import { kernelsForLists } from '../../numerics/kernelsFor.js';
import type { Matrix } from '../../numerics/matrix.js';
import type { Hyperparameter } from '../../schedules/schedule.js';
import { requireNotNegative, requireShare } from '../ranges.js';
import { type Optimizer, rateSchedule } from './optimizer.js';
import { requireStep } from './requireStep.js';

/** How much of its velocity a parameter keeps. */
export interface MomentumOptions {
  /** Share of the velocity that is left after a step, from 0 up to, but not including, 1. Default 0.9. */
  readonly beta?: number;
  /** Looks one step ahead: the step is learningRate (dW + beta V). Default false. */
  readonly nesterov?: boolean;
  /** Added to each gradient: weightDecay times its parameter, biases too. 0 or more. Default 0. */
  readonly weightDecay?: number;
}

/**
 * Gradient descent with momentum: V = beta V + dW, W -= learningRate V, and so for b.
 *
 * The velocity starts at 0. A new learning rate acts at once, on the velocity that is there. In float32 each
 * product and sum is rounded.
 *
 * Shapes: V like W, and like b.
 * @param learningRate a positive number, or a function of the iteration (counted from 0)
 * @throws {RangeError} when the number is not positive and finite, beta not from 0 to below 1, or weightDecay negative
 * @example
 * const parameters = { W: [matrix([[1]])], b: [matrix([[0]])] };
 * const velocity = { W: [matrix([[2]])], b: [matrix([[0]])] };
 * momentum(0.5, { beta: 0.5 }).updateInto(parameters, { dW: [matrix([[1]])], db: [matrix([[4]])] }, { learningRate: 0.5, update: 1 }, [velocity]);
 * [parameters, velocity] // => [{ W: [matrix([[0]])], b: [matrix([[-2]])] }, { W: [matrix([[2]])], b: [matrix([[4]])] }]
 * Source: Polyak 1964; Nesterov 1983 in the form of Sutskever et al. 2013, as PyTorch's `SGD` has them.
 */
export function momentum(
  learningRate: Hyperparameter,
  { beta = 0.9, nesterov = false, weightDecay = 0 }: MomentumOptions = {},
): Optimizer {
  const name = nesterov ? 'nesterov' : 'momentum';
  requireShare(name, 'beta', beta);
  requireNotNegative(name, 'weightDecay', weightDecay);
  const momentCount = 1;
  return {
    name,
    options: { beta, weightDecay },
    learningRate: rateSchedule(learningRate),
    linear: true,
    momentCount,
    updateInto(parameters, gradients, settings, moments) {
      requireStep({ name, momentCount }, parameters, gradients, settings, moments);
      const { W, b } = parameters;
      const { dW, db } = gradients;
      const [velocity] = moments;
      const {
        learningRate: rate,
        momentum: share = beta,
        weightDecay: decay = weightDecay,
      } = settings;
      const kernels = kernelsForLists(W[W.length - 1], dW, db, W, b, velocity.W, velocity.b);
      const moveInto = decay === 0 ? steppers[name] : decayingSteppers[name];
      for (let l = 0; l < W.length; l++) {
        moveInto(kernels, W[l], velocity.W[l], dW[l], rate, share, decay);
      }
      for (let l = 0; l < b.length; l++) {
        moveInto(kernels, b[l], velocity.b[l], db[l], rate, share, decay);
      }
    },
  };
}

type MoveInto = (
  kernels: Kernels,
  P: Matrix,
  V: Matrix,
  dP: Matrix,
  rate: number,
  beta: number,
  decay: number,
) => void;

const steppers: Record<'momentum' | 'nesterov', MoveInto> = {
  momentum: (kernels, P, V, dP, rate, beta) => kernels.momentum(P, V, dP, rate, beta),
  nesterov: (kernels, P, V, dP, rate, beta) => kernels.nesterov(P, V, dP, rate, beta),
};

/** The same for gradients dP + decay P, out of kernels that do not know of it. */
const decayingSteppers: typeof steppers = {
  momentum(kernels, P, V, dP, rate, beta, decay) {
    kernels.combine(V, beta, V, decay, P);
    kernels.momentum(P, V, dP, rate, 1);
  },
  nesterov(kernels, P, V, dP, rate, beta, decay) {
    kernels.combine(V, beta, V, decay, P);
    kernels.combine(V, 1, V, 1, dP);
    kernels.combine(P, 1 - rate * decay, P, -rate, dP);
    kernels.combine(P, 1, P, -rate * beta, V);
  },
};
