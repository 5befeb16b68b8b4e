import type { Matrix } from '../../numerics/matrix.js';
import { type ClipInto, clipping } from './clipping.js';
import type { Optimizer } from './optimizer.js';

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
  const clipInto: ClipInto = (target, gradient) => clampInto(target, limit, gradient);
  return clipping('clipByValue', limit, optimizer, () => clipInto);
}

function clampInto({ values: to }: Matrix, limit: number, { values: from }: Matrix): void {
  for (let i = 0; i < to.length; i++) to[i] = Math.min(limit, Math.max(-limit, from[i]));
}
