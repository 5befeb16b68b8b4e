import type { Matrix } from '../../numerics/matrix.js';
import { gradientNorm } from '../measures/gradientNorm.js';
import { gradientRoom } from './gradientRoom.js';
import type { Optimizer } from './optimizer.js';
import { requirePositive } from './ranges.js';
import { requireStep } from './requireStep.js';

/** Keeps the quotient finite where all gradients are 0. */
const EPSILON = 1e-6;

/**
 * The optimizer, on gradients no longer than `limit`: all of them are multiplied by limit / (norm + 1e-6)
 * where that is below 1, with their `gradientNorm`. The direction stays.
 *
 * dW and db of a record stay as they are, the optimizer is handed a copy. A frozen layer does not count. Not
 * linear, since the norm is not that of the coordinates of a Gram form.
 *
 * @param limit a positive number
 * @throws {RangeError} when the limit is not positive and finite
 * @example
 * const parameters = { W: [matrix([[1]])], b: [matrix([[0]])] };
 * clipByNorm(1, gradientDescent(1)).updateInto(parameters, { dW: [matrix([[3e9]])], db: [matrix([[-4e9]])] }, { learningRate: 1, update: 1 }, []);
 * [parameters.W[0].values[0], parameters.b[0].values[0]] // => [0.4, 0.8]
 * Source: Pascanu, Mikolov and Bengio 2013, as PyTorch's `clip_grad_norm_` has it.
 */
export function clipByNorm(limit: number, optimizer: Optimizer): Optimizer {
  const name = 'clipByNorm';
  requirePositive(name, 'limit', limit);
  const { momentCount = 0 } = optimizer;
  return {
    name,
    options: { limit },
    inner: optimizer,
    learningRate: optimizer.learningRate,
    momentCount,
    updateInto(parameters, gradients, settings, moments) {
      requireStep({ name, momentCount }, parameters, gradients, settings, moments);
      const scale = limit / (gradientNorm(gradients) + EPSILON);
      if (scale >= 1) {
        optimizer.updateInto(parameters, gradients, settings, moments);
        return;
      }
      const clipped = gradientRoom(parameters);
      for (let l = 0; l < clipped.dW.length; l++) scaleInto(clipped.dW[l], scale, gradients.dW[l]);
      for (let l = 0; l < clipped.db.length; l++) scaleInto(clipped.db[l], scale, gradients.db[l]);
      optimizer.updateInto(parameters, clipped, settings, moments);
    },
  };
}

function scaleInto({ values: to }: Matrix, scale: number, { values: from }: Matrix): void {
  for (let i = 0; i < to.length; i++) to[i] = scale * from[i];
}
