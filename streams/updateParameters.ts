import { map, type OperatorFunction } from 'rxjs';
import type { Optimizer } from '../src/model/optimizers/optimizer.js';
import type { Backward, Step } from './records.js';

/**
 * Moves the parameters against their gradients: the end of an iteration.
 *
 *   in:   --g-----g-----g--|      g: {dW, db, network, ...}
 *         updateParameters(gradientDescent(0.03))
 *   out:  --s-----s-----s--|      s: g + {learningRate}, and network updated in place
 *
 * Timing: synchronous, one out per in; ends and fails with the source.
 * Source: the post's `update_parameters`.
 */
export function updateParameters<R extends Backward>(
  optimizer: Optimizer,
): OperatorFunction<R, R & Step> {
  return map((backward) => {
    const learningRate = optimizer.learningRate(backward.index);
    optimizer.updateInto(backward.network.parameters, backward, learningRate);
    return { ...backward, learningRate };
  });
}
