import { arenaOf, placeBeside } from '../numerics/arena.js';
import { copyMatrix, type Matrix, type Precision, precisionOf } from '../numerics/matrix.js';
import {
  type Activation,
  type ColumnActivation,
  identity,
  relu,
  requireHidden,
} from './activations.js';
import { CombinedWeights } from './gram/combinedWeights.js';
import { DrawnColumns } from './gram/drawnColumns.js';
import { SuspendedWeights } from './gram/suspendedWeights.js';
import { type InitializationOptions, initializeParameters, type Parameters } from './initialize.js';
import { binaryCrossEntropy } from './losses/binaryCrossEntropy.js';
import type { Loss } from './losses/loss.js';

/**
 * A multi-layer network as a value: its shape, the activation of each layer, its loss and its parameters.
 *
 * Indices are those of the equations: `layerDims[l]`, `activations[l]`, `parameters.W[l]` belong to
 * layer l, where layer 0 is the input (its activation is the identity, its weights are empty). The last
 * activation is that of the loss.
 */
export interface Network {
  readonly layerDims: readonly number[];
  readonly activations: readonly (Activation | ColumnActivation)[];
  readonly loss: Loss;
  readonly parameters: Parameters;
}

/** How a network is made: its activations, its loss, and how its parameters are drawn. */
export interface NetworkOptions extends InitializationOptions {
  /** Activation of the hidden layers: one for all, or a list with one for each. Default relu. */
  readonly hidden?: Activation | readonly Activation[];
  /** The output and what it costs. Default binaryCrossEntropy, with a sigmoid. */
  readonly loss?: Loss;
}

/**
 * A network with fresh parameters: hidden layers as asked for, the output as its loss has it.
 *
 * @param layerDims units per layer, input first: `[12288, 5, 5, 1]`
 * @throws {RangeError} when the list of activations has another length than the hidden layers, one of them
 * is `softmax`, or classes are to be told apart by one output
 * @example
 * createNetwork([2, 3, 1], { hidden: tanh }).activations.map(g => g.name) // => ['identity', 'tanh', 'sigmoid']
 * @example
 * createNetwork([2, 3, 4], { loss: categoricalCrossEntropy }).activations[2].name // => 'softmax'
 */
export function createNetwork(
  layerDims: readonly number[],
  { hidden = relu, loss = binaryCrossEntropy, ...initialization }: NetworkOptions = {},
): Network {
  const parameters = initializeParameters(layerDims, initialization);
  const hiddenLayers = layerDims.length - 2;
  const list = 'name' in hidden ? Array<Activation>(hiddenLayers).fill(hidden) : hidden;
  if (list.length !== hiddenLayers) {
    throw new RangeError(
      `A network with ${hiddenLayers} hidden layers needs as many activations; found ${list.length}`,
    );
  }
  const outputs = layerDims[layerDims.length - 1];
  if (loss.task === 'classes' && outputs < 2) {
    throw new RangeError(
      `${loss.name} needs an output for each class, 2 or more; found ${outputs}: binaryCrossEntropy takes 1`,
    );
  }
  return {
    layerDims: [...layerDims],
    activations: [identity, ...list.map(requireHidden), loss.output],
    loss,
    parameters,
  };
}

/**
 * The same network with its own copy of the parameters.
 *
 * @example
 * const network = createNetwork([2, 1]);
 * copyNetwork(network).parameters.W[1] === network.parameters.W[1] // => false
 */
export function copyNetwork(network: Network): Network {
  return { ...network, parameters: copyParameters(network.parameters) };
}

/**
 * An independent copy of all weights and biases.
 *
 * @example
 * copyParameters({ W: [matrix([[1, 2]])], b: [matrix([[3]])] }) // => { W: [matrix([[1, 2]])], b: [matrix([[3]])] }
 */
export function copyParameters({ W, b }: Parameters): Parameters {
  // Nobody writes suspended weights, and they have to stay what they are.
  const copied = (A: Matrix) => (A instanceof SuspendedWeights ? A : copyMatrix(A));
  return { W: W.map(copied), b: b.map(copyMatrix) };
}

/** Writes all weights and biases over those of `target`, which have their shapes. */
export function copyParametersInto(target: Parameters, { W, b }: Parameters): void {
  for (let l = 0; l < W.length; l++) {
    target.W[l].values.set(W[l].values);
    target.b[l].values.set(b[l].values);
  }
}

/**
 * Brings networks to where they can be computed with `X`: one whose parameters live there stays as it
 * is, any other is copied, always into the same memory, because an arena gives nothing back.
 */
export function placingNetworks(): (network: Network, X: Matrix) => Network {
  let placed: Parameters | undefined;
  let combined: CombinedWeights | undefined;
  return (network, X) => {
    const { W, b } = network.parameters;
    const first = W[1];
    if (first instanceof CombinedWeights) {
      combined = first; // made beside its examples
      // Its first weights are those that were placed, and are not to be written again.
      placed = undefined;
      return network;
    }
    if (first instanceof SuspendedWeights) {
      const resumed = X instanceof DrawnColumns ? resumedWeights(first, X, combined) : undefined;
      const place = (A: Matrix) => placeBeside(X, A === first ? copyMatrix(A) : A);
      const list = W.map((A) => (A === first && resumed) || place(A));
      combined = resumed;
      return { ...network, parameters: { W: list, b: b.map(place) } };
    }
    if (arenaOf(W[W.length - 1]) === arenaOf(X)) return network;
    if (placed === undefined) {
      const place = (A: Matrix) => placeBeside(X, A);
      placed = { W: W.map(place), b: b.map(place) };
    } else {
      copyParametersInto(placed, network.parameters);
    }
    return { ...network, parameters: placed };
  };
}

/** Weights in Gram form as they were when they were suspended, in the place of `present` ones. */
function resumedWeights(
  { parts }: SuspendedWeights,
  { span }: DrawnColumns,
  present: CombinedWeights | undefined,
): CombinedWeights {
  if (present?.resume(parts) === true) return present;
  const weights = new CombinedWeights(parts.start, span);
  weights.take(parts);
  return weights;
}

/** The precision in which the network computes: that of its weights. */
export function networkPrecision({ parameters }: Network): Precision {
  return precisionOf(parameters.W[0]);
}
