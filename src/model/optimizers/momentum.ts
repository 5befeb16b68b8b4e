import { momentumInto, nesterovInto } from '../../numerics/entries.js';
import type { Schedule } from '../../schedules/schedule.js';
import { type Optimizer, scheduleOf } from './optimizer.js';

/** How much of its velocity a parameter keeps. */
export interface MomentumOptions {
  /** Share of the velocity that is left after a step, from 0 up to, but not including, 1. Default 0.9. */
  readonly beta?: number;
  /** Looks one step ahead: the step is learningRate (dW + beta V). Default false. */
  readonly nesterov?: boolean;
}

/**
 * Gradient descent with momentum: V = beta V + dW, W -= learningRate V, and so for b.
 *
 * The velocity starts at 0. A new learning rate acts at once, on the velocity that is there.
 *
 * Shapes: V like W, and like b.
 * @param learningRate a positive number, or a function of the iteration (counted from 0)
 * @throws {RangeError} when the number is not positive and finite, or beta not from 0 to below 1
 * @example
 * const parameters = { W: [matrix([[1]])], b: [matrix([[0]])] };
 * const velocity = { W: [matrix([[2]])], b: [matrix([[0]])] };
 * momentum(0.5, { beta: 0.5 }).updateInto(parameters, { dW: [matrix([[1]])], db: [matrix([[4]])] }, { learningRate: 0.5, update: 1 }, [velocity]);
 * [parameters, velocity] // => [{ W: [matrix([[0]])], b: [matrix([[-2]])] }, { W: [matrix([[2]])], b: [matrix([[4]])] }]
 * Source: Polyak 1964; Nesterov 1983 in the form of Sutskever et al. 2013, as PyTorch's `SGD` has them.
 */
export function momentum(
  learningRate: number | Schedule,
  { beta = 0.9, nesterov = false }: MomentumOptions = {},
): Optimizer {
  if (!(beta >= 0 && beta < 1)) {
    throw new RangeError(`The beta of momentum is from 0 to below 1; found ${beta}`);
  }
  const moveInto = nesterov ? nesterovInto : momentumInto;
  return {
    learningRate: scheduleOf(learningRate),
    linear: true,
    momentCount: 1,
    updateInto({ W, b }, { dW, db }, { learningRate: rate, momentum: share = beta }, [velocity]) {
      if (velocity === undefined) {
        throw new RangeError(
          'Momentum needs a velocity: hand over firstMoments(optimizer, parameters)',
        );
      }
      for (let l = 0; l < W.length; l++) moveInto(W[l], velocity.W[l], dW[l], rate, share);
      for (let l = 0; l < b.length; l++) moveInto(b[l], velocity.b[l], db[l], rate, share);
    },
  };
}
