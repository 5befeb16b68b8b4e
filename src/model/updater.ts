import type { Gradients } from './backward.js';
import { choosingFirstLayer, leavingSpan, type MovedParts, movedParts } from './gram/firstLayer.js';
import type { Parameters } from './initialize.js';
import type { Network } from './network.js';
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
  let moments: readonly Parameters[] | undefined;
  let parts: MovedParts | undefined;
  return (given, gradients, learningRate, iterations) => {
    let network =
      moments === undefined ? choosingFirstLayer(given, gradients, optimizer, iterations) : given;
    if (parts === undefined || !parts.isOf(network, gradients)) {
      parts = movedParts(network, gradients);
    }
    if (!parts.prepare()) {
      // Somebody has put another gradient in the place of dW1: it leaves the span of the examples.
      [network, moments] = leavingSpan(network, moments);
      parts = movedParts(network, gradients);
    }
    moments ??= firstMoments(optimizer, parts.parameters);
    optimizer.updateInto(parts.parameters, parts.gradients, learningRate, moments);
    parts.renew();
    return network;
  };
}
