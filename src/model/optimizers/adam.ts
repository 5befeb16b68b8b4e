import type { Hyperparameter } from '../../schedules/schedule.js';
import { adaptiveMoments } from './adaptiveMoments.js';
import type { Optimizer } from './optimizer.js';

/** How long `adam` and `adamW` remember, and what keeps their steps finite. */
export interface AdamOptions {
  /** Share of the mean gradient that is left after a step, from 0 to below 1; `momentum` steers it. Default 0.9. */
  readonly beta1?: number;
  /** Share of the mean square that is left after a step, from 0 to below 1. Default 0.999. */
  readonly beta2?: number;
  /** Added to the root of the mean square, positive. Default 1e-8. */
  readonly epsilon?: number;
  /** Divides by the largest mean square so far, so that no step grows again. Default false. */
  readonly amsgrad?: boolean;
  /**
   * How strongly parameters are drawn to zero, biases too: 0 or more. `adam` adds weightDecay W to the gradient,
   * `adamW` takes learningRate weightDecay W off beside the step. Default 0 for `adam`, 0.01 for `adamW`.
   */
  readonly weightDecay?: number;
}

/**
 * Adam: the mean gradient over the root of the mean square, both corrected for their start at 0.
 *
 * M = beta1 M + (1 - beta1) dW, S = beta2 S + (1 - beta2) dW^2, and at update t
 * W -= learningRate M / (1 - beta1^t) / (sqrt(S / (1 - beta2^t)) + epsilon), and so for b.
 * With amsgrad the largest S so far stands in its place. In float32 an entry is computed in float64; what is
 * stored, M, S and W, is rounded.
 *
 * t counts for all layers: one that stood still until update t has its means at 0 and no more correction, so
 * that its first steps are up to 6.5 times as long (with the defaults); thaw it at a lower learning rate.
 *
 * Shapes: M and S like W, and like b.
 * @param learningRate a positive number, or a function of the iteration (counted from 0)
 * @throws {RangeError} when the number is not positive and finite, or an option is out of its range
 * @example
 * const parameters = { W: [matrix([[1]])], b: [matrix([[0]])] };
 * const optimizer = adam(0.5);
 * optimizer.updateInto(parameters, { dW: [matrix([[3]])], db: [matrix([[-4]])] }, { learningRate: 0.5, update: 1 }, firstMoments(optimizer, parameters));
 * [parameters.W[0].values[0], parameters.b[0].values[0]] // => [0.5 + 0.5e-8 / 3, 0.5 - 0.5e-8 / 4]
 * Source: Kingma and Ba 2015; Reddi, Kale and Kumar 2018; as PyTorch's `Adam` has them.
 */
export function adam(learningRate: Hyperparameter, options: AdamOptions = {}): Optimizer {
  return adaptiveMoments('adam', learningRate, { weightDecay: 0, ...options }, 'coupled');
}
