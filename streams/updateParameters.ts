import { map, type OperatorFunction } from 'rxjs';
import type { Optimizer } from '../src/model/optimizers/optimizer.js';
import { extend } from './extend.js';
import type { Backward, Step } from './records.js';

/**
 * Moves the parameters against their gradients: the end of an iteration.
 *
 *   in:   --g-----g-----g--|      g: {dW, db, network, ...}
 *         updateParameters(gradientDescent(0.03))
 *   out:  --s-----s-----s--|      s: g + {learningRate}, and network updated in place
 *
 * Timing: synchronous, one out per in; ends and fails with the source.
 * @example
 * const network = createNetwork([1, 1], { scheme: allZeros });
 * const backward = { index: 0, network, dW: [zeros(0, 0), matrix([[-1]])], db: [zeros(0, 0), matrix([[0]])] };
 * lastValueFrom(of(backward).pipe(updateParameters(gradientDescent(0.5)), map((step) => step.network.parameters.W[1]))) // => matrix([[0.5]])
 * Source: the post's `update_parameters`.
 */
export function updateParameters<R extends Backward>(
  optimizer: Optimizer,
): OperatorFunction<R, R & Step> {
  return map((backward) => {
    const learningRate = optimizer.learningRate(backward.index);
    optimizer.updateInto(backward.network.parameters, backward, learningRate);
    return extend(backward, { learningRate });
  });
}
