import type { Matrix } from '../../numerics/matrix.js';
import type { Hyperparameter } from '../../schedules/schedule.js';
import { requireNotNegative, requirePositive, requireShare } from '../ranges.js';
import { entrywise } from './entrywise.js';
import { type Optimizer, rateSchedule } from './optimizer.js';
import { requireNoMomentum } from './requireStep.js';

/** What `rmsProp` remembers, and for how long. */
export interface RmsPropOptions {
  /** Share of the mean square that is left after a step, from 0 to below 1. Default 0.99. */
  readonly beta?: number;
  /** Added to the root of the mean square, positive. Default 1e-8. */
  readonly epsilon?: number;
  /** Subtracts the square of the mean gradient, so that the variance is left. Default false. */
  readonly centered?: boolean;
  /** Share of the velocity that is left after a step, from 0 to below 1. Default: no velocity. */
  readonly momentum?: number;
  /** Added to each gradient: weightDecay times its parameter, biases too. 0 or more. Default 0. */
  readonly weightDecay?: number;
}

/**
 * RMSProp: S = beta S + (1 - beta) dW^2, W -= learningRate dW / (sqrt(S) + epsilon), and so for b.
 *
 * Centered, it also keeps M = beta M + (1 - beta) dW, and divides by sqrt(S - M^2) + epsilon; the difference
 * counts as 0 where rounding makes it negative. With momentum it keeps V = momentum V + dW / (sqrt(S) +
 * epsilon), and W -= learningRate V; something may steer it then. In float32 an entry is computed in
 * float64; what is stored, S, M, V and W, is rounded.
 *
 * Shapes: S, M and V like W, and like b.
 * @param learningRate a positive number, or a function of the iteration (counted from 0)
 * @throws {RangeError} when the number is not positive and finite, or an option is out of its range
 * @example
 * const parameters = { W: [matrix([[1]])], b: [matrix([[0]])] };
 * const optimizer = rmsProp(0.5, { beta: 0.75 });
 * optimizer.updateInto(parameters, { dW: [matrix([[3]])], db: [matrix([[-4]])] }, { learningRate: 0.25, update: 1 }, firstMoments(optimizer, parameters));
 * parameters.W[0].values[0].toFixed(6) // => '0.500000'
 * Source: Tieleman and Hinton 2012; centered, Graves 2013; as PyTorch's `RMSprop` has them.
 */
export function rmsProp(
  learningRate: Hyperparameter,
  { beta = 0.99, epsilon = 1e-8, centered = false, momentum, weightDecay = 0 }: RmsPropOptions = {},
): Optimizer {
  const name = 'rmsProp';
  requireShare(name, 'beta', beta);
  requirePositive(name, 'epsilon', epsilon);
  if (momentum !== undefined) requireShare(name, 'momentum', momentum);
  requireNotNegative(name, 'weightDecay', weightDecay);
  const hasVelocity = momentum !== undefined;
  return entrywise(
    {
      name,
      options: { beta, epsilon, centered, ...(hasVelocity && { momentum }), weightDecay },
      learningRate: rateSchedule(learningRate),
      momentCount: 1 + Number(centered) + Number(hasVelocity),
    },
    (P, dP, settings, squares, second, third) => {
      if (!hasVelocity) requireNoMomentum(name, settings);
      stepInto(
        P,
        dP,
        squares,
        centered ? second : undefined,
        hasVelocity ? (centered ? third : second) : undefined,
        settings.learningRate,
        beta,
        epsilon,
        settings.momentum ?? momentum ?? 0,
        settings.weightDecay ?? weightDecay,
      );
    },
  );
}

function stepInto(
  { values: p }: Matrix,
  { values: dp }: Matrix,
  { values: squares }: Matrix,
  mean: Matrix | undefined,
  velocity: Matrix | undefined,
  rate: number,
  beta: number,
  epsilon: number,
  share: number,
  decay: number,
): void {
  const m = mean?.values;
  const v = velocity?.values;
  for (let i = 0; i < p.length; i++) {
    const slope = dp[i] + decay * p[i];
    squares[i] = beta * squares[i] + (1 - beta) * slope * slope;
    let variance = squares[i];
    if (m !== undefined) {
      m[i] = beta * m[i] + (1 - beta) * slope;
      variance = Math.max(0, variance - m[i] * m[i]);
    }
    let step = slope / (Math.sqrt(variance) + epsilon);
    if (v !== undefined) {
      v[i] = share * v[i] + step;
      step = v[i];
    }
    p[i] -= rate * step;
  }
}
