import { wholePower } from '../../numerics/functions/wholePower.js';
import type { Matrix } from '../../numerics/matrix.js';
import type { Hyperparameter } from '../../schedules/schedule.js';
import { requireNotNegative, requirePositive, requireShare } from '../ranges.js';
import type { AdamOptions } from './adam.js';
import { entrywise } from './entrywise.js';
import { type Optimizer, rateSchedule } from './optimizer.js';

/**
 * What `adam` and `adamW` have in common: all but where the decay goes, into the gradient or beside it.
 */
export function adaptiveMoments(
  name: string,
  learningRate: Hyperparameter,
  {
    beta1 = 0.9,
    beta2 = 0.999,
    epsilon = 1e-8,
    amsgrad = false,
    weightDecay,
  }: AdamOptions & { readonly weightDecay: number },
  decaying: 'coupled' | 'decoupled',
): Optimizer {
  requireShare(name, 'beta1', beta1);
  requireShare(name, 'beta2', beta2);
  requirePositive(name, 'epsilon', epsilon);
  requireNotNegative(name, 'weightDecay', weightDecay);
  return entrywise(
    {
      name,
      options: { beta1, beta2, epsilon, amsgrad, weightDecay },
      learningRate: rateSchedule(learningRate),
      momentCount: amsgrad ? 3 : 2,
    },
    (P, dP, settings, mean, squares, largest) => {
      const { learningRate: rate, update, momentum: share = beta1 } = settings;
      const { weightDecay: decay = weightDecay } = settings;
      stepInto(
        P,
        dP,
        mean,
        squares,
        amsgrad ? largest : undefined,
        rate / (1 - wholePower(share, update)),
        share,
        beta2,
        Math.sqrt(1 - wholePower(beta2, update)),
        epsilon,
        decaying === 'coupled' ? decay : 0,
        decaying === 'decoupled' ? 1 - rate * decay : 1,
      );
    },
  );
}

/**
 * @param rate divided by the correction of the mean
 * @param rootCorrection the root of the correction of the squares
 * @param decay what a gradient takes of its parameter
 * @param kept what is left of a parameter before it moves
 */
function stepInto(
  { values: p }: Matrix,
  { values: dp }: Matrix,
  { values: m }: Matrix,
  { values: squares }: Matrix,
  largest: Matrix | undefined,
  rate: number,
  beta1: number,
  beta2: number,
  rootCorrection: number,
  epsilon: number,
  decay: number,
  kept: number,
): void {
  const most = largest?.values;
  for (let i = 0; i < p.length; i++) {
    const slope = dp[i] + decay * p[i];
    m[i] = beta1 * m[i] + (1 - beta1) * slope;
    squares[i] = beta2 * squares[i] + (1 - beta2) * slope * slope;
    let square = squares[i];
    if (most !== undefined) {
      most[i] = Math.max(most[i], square);
      square = most[i];
    }
    p[i] = kept * p[i] - (rate * m[i]) / (Math.sqrt(square) / rootCorrection + epsilon);
  }
}
