import type { Matrix } from '../../numerics/matrix.js';
import { gradientNorm } from '../measures/gradientNorm.js';
import { clipping } from './clipping.js';
import type { Optimizer } from './optimizer.js';

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
  return clipping('clipByNorm', limit, optimizer, (gradients) => {
    const scale = limit / (gradientNorm(gradients) + EPSILON);
    return scale >= 1 ? undefined : (target, gradient) => scaleInto(target, scale, gradient);
  });
}

function scaleInto({ values: to }: Matrix, scale: number, { values: from }: Matrix): void {
  for (let i = 0; i < to.length; i++) to[i] = scale * from[i];
}
