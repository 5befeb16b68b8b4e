import type { Matrix } from '../../numerics/matrix.js';
import { gradientRoom } from './gradientRoom.js';
import type { Optimizer } from './optimizer.js';
import { requirePositive } from './ranges.js';
import { requireStep } from './requireStep.js';

/**
 * The optimizer, on gradients whose every entry is brought to between -limit and limit.
 *
 * dW and db of a record stay as they are, the optimizer is handed a copy. Not linear, since the entries are not
 * the coordinates of a Gram form.
 *
 * @param limit a positive number
 * @throws {RangeError} when the limit is not positive and finite
 * @example
 * const parameters = { W: [matrix([[1]])], b: [matrix([[0]])] };
 * clipByValue(0.5, gradientDescent(1)).updateInto(parameters, { dW: [matrix([[0.25]])], db: [matrix([[-4]])] }, { learningRate: 1, update: 1 }, []);
 * parameters // => { W: [matrix([[0.75]])], b: [matrix([[0.5]])] }
 * Source: Mikolov 2012, as PyTorch's `clip_grad_value_` has it.
 */
export function clipByValue(limit: number, optimizer: Optimizer): Optimizer {
  const name = 'clipByValue';
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
      const clipped = gradientRoom(parameters);
      for (let l = 0; l < clipped.dW.length; l++) clampInto(clipped.dW[l], limit, gradients.dW[l]);
      for (let l = 0; l < clipped.db.length; l++) clampInto(clipped.db[l], limit, gradients.db[l]);
      optimizer.updateInto(parameters, clipped, settings, moments);
    },
  };
}

function clampInto({ values: to }: Matrix, limit: number, { values: from }: Matrix): void {
  for (let i = 0; i < to.length; i++) to[i] = Math.min(limit, Math.max(-limit, from[i]));
}
