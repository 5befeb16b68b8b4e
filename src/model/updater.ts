import { ShapeError } from '../errors.js';
import { type Matrix, shapeOf } from '../numerics/matrix.js';
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
import type { Learner, OptimizerMemory } from './learner.js';
import type { Network } from './network.js';
import { freezing } from './optimizers/freezing.js';
import { firstMoments, type Optimizer, type StepSettings } from './optimizers/optimizer.js';

/**
 * Takes the steps of one run: moves a network and the memory of its optimizer in place, and gives them
 * back, as one object that is written again by the next step.
 */
export type Updater = (
  learner: Learner,
  gradients: Gradients,
  settings: Omit<StepSettings, 'update'>,
  /** Iterations that are left, this one counted. */
  iterations: number,
) => Required<Learner>;

/**
 * The steps of an optimizer, in the coordinates that suit the first layer.
 *
 * The form of the first layer is chosen at the first step, where all is known that it depends on. A memory
 * from elsewhere (a checkpoint, a step to go back to) is copied into that of the run.
 *
 * @throws {TypeError} at the first step, when the Gram form is asked for and the optimizer is not linear
 */
export function createUpdater(optimizer: Optimizer): Updater {
  const stepper = freezing(optimizer);
  let memory: Writable<OptimizerMemory> | undefined;
  let parts: MovedParts | undefined;
  let moved: Writable<Required<Learner>> | undefined;

  function take(network: Network, gradients: Gradients): MovedParts {
    const last = parts?.first;
    parts = movedParts(network, gradients);
    // The moments are those of coordinates, and the weights no longer have these.
    if (memory !== undefined && last instanceof CombinedWeights && last !== parts.first) {
      memory.moments = widenedMoments(memory.moments, last);
    }
    return parts;
  }

  function recall(given: OptimizerMemory | undefined, parameters: Parameters) {
    memory ??= { moments: firstMoments(optimizer, parameters), updates: 0 };
    if (given !== undefined && given !== memory) {
      // What is gone back to may have its first layer in Gram form, which the run has left since.
      if (memory.moments.some(({ W }) => W.length !== parameters.W.length)) {
        memory.moments = firstMoments(optimizer, parameters);
      }
      copyMoments(memory.moments, given.moments);
      memory.updates = given.updates;
    }
    return memory;
  }

  return (learner, gradients, settings, iterations) => {
    const isFirst = memory === undefined && learner.memory === undefined;
    let network = isFirst
      ? choosingFirstLayer(learner.network, gradients, optimizer, iterations)
      : learner.network;
    let own = parts?.isOf(network, gradients) ? parts : take(network, gradients);
    if (!own.prepare()) {
      // Somebody has put another gradient in the place of dW1: it leaves the span of the examples.
      network = leavingSpan(network);
      own = take(network, gradients);
    }
    const recalled = recall(learner.memory, own.parameters);
    recalled.updates++;
    const { updates: update, moments } = recalled;
    // On Node 20 a spread takes four times as long.
    const all = Object.assign({ update }, settings);
    stepper.updateInto(own.parameters, own.gradients, all, moments);
    own.renew();
    moved ??= { network, memory: recalled };
    moved.network = network;
    return moved;
  };
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

function copyMoments(to: readonly Parameters[], from: readonly Parameters[]): void {
  if (to.length !== from.length) {
    throw new ShapeError(
      `Cannot go on with ${from.length} moments where the optimizer remembers ${to.length}`,
    );
  }
  to.forEach(({ W, b }, i) => {
    copyAll(W, from[i].W);
    copyAll(b, from[i].b);
  });
}

function copyAll(to: readonly Matrix[], from: readonly Matrix[]): void {
  if (to.length !== from.length || to.some((A, l) => A.values.length !== from[l].values.length)) {
    throw new ShapeError(
      `Cannot go on with moments of (${from.map(shapeOf).join('), (')}) where the parameters are ` +
        `(${to.map(shapeOf).join('), (')})`,
    );
  }
  to.forEach((A, l) => {
    A.values.set(from[l].values);
  });
}
