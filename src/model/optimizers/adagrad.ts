import type { Matrix } from '../../numerics/matrix.js';
import type { Hyperparameter } from '../../schedules/schedule.js';
import { requireNotNegative, requirePositive } from '../ranges.js';
import { entrywise } from './entrywise.js';
import { type Optimizer, rateSchedule } from './optimizer.js';
import { requireNoMomentum } from './requireStep.js';

/** What keeps the steps of `adagrad` finite, and draws weights to zero. */
export interface AdagradOptions {
  /** Added to the root of the squares, positive. Default 1e-10. */
  readonly epsilon?: number;
  /** Added to each gradient: weightDecay times its parameter, biases too. 0 or more. Default 0. */
  readonly weightDecay?: number;
}

/**
 * Adagrad: S += dW^2, W -= learningRate dW / (sqrt(S) + epsilon), and so for b.
 *
 * Parameters that have moved much move less and less. In float32 an entry is computed in float64; what is
 * stored, S and W, is rounded.
 *
 * Shapes: S like W, and like b.
 * @param learningRate a positive number, or a function of the iteration (counted from 0)
 * @throws {RangeError} when the number is not positive and finite, or an option is out of its range
 * @example
 * const parameters = { W: [matrix([[1]])], b: [matrix([[0]])] };
 * const optimizer = adagrad(0.5);
 * optimizer.updateInto(parameters, { dW: [matrix([[3]])], db: [matrix([[-4]])] }, { learningRate: 0.5, update: 1 }, firstMoments(optimizer, parameters));
 * [parameters.W[0].values[0], parameters.b[0].values[0]] // => [0.5 + 0.5e-10 / 3, 0.5 - 0.5e-10 / 4]
 * Source: Duchi, Hazan and Singer 2011, as PyTorch's `Adagrad` has it.
 */
export function adagrad(
  learningRate: Hyperparameter,
  { epsilon = 1e-10, weightDecay = 0 }: AdagradOptions = {},
): Optimizer {
  const name = 'adagrad';
  requirePositive(name, 'epsilon', epsilon);
  requireNotNegative(name, 'weightDecay', weightDecay);
  return entrywise(
    {
      name,
      options: { epsilon, weightDecay },
      learningRate: rateSchedule(learningRate),
      momentCount: 1,
    },
    (P, dP, settings, squares) => {
      requireNoMomentum(name, settings);
      stepInto(P, dP, squares, settings.learningRate, epsilon, settings.weightDecay ?? weightDecay);
    },
  );
}

function stepInto(
  { values: p }: Matrix,
  { values: dp }: Matrix,
  { values: squares }: Matrix,
  rate: number,
  epsilon: number,
  decay: number,
): void {
  for (let i = 0; i < p.length; i++) {
    const slope = dp[i] + decay * p[i];
    squares[i] += slope * slope;
    p[i] -= (rate * slope) / (Math.sqrt(squares[i]) + epsilon);
  }
}
