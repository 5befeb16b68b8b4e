import type { Matrix } from '../../numerics/matrix.js';
import { requirePositive } from '../ranges.js';
import type { Optimizer } from './optimizer.js';

/**
 * Holds the weights of each unit inside a ball: after every step of `optimizer` a row of W[l] whose norm is
 * above `limit` is scaled back to it. Biases are left alone.
 *
 * A projection is not linear, so that the first layer is trained at full width (see `FirstLayer`).
 *
 * Shapes: those of the optimizer.
 * @param limit a positive number
 * @throws {RangeError} when the limit is not positive and finite
 * @example
 * const parameters = { W: [matrix([[3, 4], [0, 1]])], b: [matrix([[0], [0]])] };
 * const gradients = { dW: [zeros(2, 2)], db: [zeros(2, 1)] };
 * maxNorm(2, gradientDescent(1)).updateInto(parameters, gradients, { learningRate: 1, update: 1 }, []);
 * parameters.W // => [matrix([[1.2, 1.6], [0, 1]])]
 * Source: Srebro and Shraibman 2005; beside dropout, Srivastava et al. 2014.
 */
export function maxNorm(limit: number, optimizer: Optimizer): Optimizer {
  requirePositive('weights', 'largest norm', limit);
  return {
    name: 'maxNorm',
    options: { limit },
    inner: optimizer,
    learningRate: optimizer.learningRate,
    momentCount: optimizer.momentCount ?? 0,
    updateInto(parameters, gradients, settings, moments) {
      optimizer.updateInto(parameters, gradients, settings, moments);
      for (const W of parameters.W) limitRowsInto(W, limit);
    },
  };
}

/** Scales the rows of W that are longer than `limit` back to it. */
function limitRowsInto({ rows, cols, values }: Matrix, limit: number): void {
  for (let i = 0; i < rows; i++) {
    const end = (i + 1) * cols;
    let square = 0;
    for (let k = i * cols; k < end; k++) square += values[k] * values[k];
    const norm = Math.sqrt(square);
    if (norm <= limit) continue;
    const scale = limit / norm;
    for (let k = i * cols; k < end; k++) values[k] *= scale;
  }
}
