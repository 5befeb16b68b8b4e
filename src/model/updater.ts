import type { Gradients } from './backward.js';
import { CombinedWeights } from './gram/combinedWeights.js';
import {
  choosingFirstLayer,
  leavingSpan,
  type MovedParts,
  movedParts,
  widenedMoments,
} from './gram/firstLayer.js';
import type { Parameters } from './initialize.js';
import type { Network } from './network.js';
import { freezing } from './optimizers/freezing.js';
import { firstMoments, type Optimizer } from './optimizers/optimizer.js';

/** Takes the steps of one run: moves a network in place, and gives it back. */
export type Updater = (
  network: Network,
  gradients: Gradients,
  learningRate: number,
  /** Iterations that are left, this one counted. */
  iterations: number,
) => Network;

/**
 * The steps of an optimizer with its memory, in the coordinates that suit the first layer.
 *
 * The form of the first layer is chosen at the first step, where all is known that it depends on.
 *
 * @throws {TypeError} at the first step, when the Gram form is asked for and the optimizer is not linear
 */
export function createUpdater(optimizer: Optimizer): Updater {
  const stepper = freezing(optimizer);
  let moments: readonly Parameters[] | undefined;
  let parts: MovedParts | undefined;
  let update = 0;

  function take(network: Network, gradients: Gradients): MovedParts {
    const last = parts?.first;
    parts = movedParts(network, gradients);
    // The moments are those of coordinates, and the weights no longer have these.
    if (moments !== undefined && last instanceof CombinedWeights && last !== parts.first) {
      moments = widenedMoments(moments, last);
    }
    return parts;
  }

  return (given, gradients, learningRate, iterations) => {
    let network =
      moments === undefined ? choosingFirstLayer(given, gradients, optimizer, iterations) : given;
    let moved = parts?.isOf(network, gradients) ? parts : take(network, gradients);
    if (!moved.prepare()) {
      // Somebody has put another gradient in the place of dW1: it leaves the span of the examples.
      network = leavingSpan(network);
      moved = take(network, gradients);
    }
    moments ??= firstMoments(optimizer, moved.parameters);
    update++;
    stepper.updateInto(moved.parameters, moved.gradients, { learningRate, update }, moments);
    moved.renew();
    return network;
  };
}
