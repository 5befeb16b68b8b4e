import { SuspendedWeights } from '../../model/gram/suspendedWeights.js';
import type { Parameters } from '../../model/initialize.js';
import type { Network } from '../../model/network.js';
import type { Matrix } from '../../numerics/matrix.js';
import { encodeSafetensors } from '../safetensors/encodeSafetensors.js';
import { exactJson } from './exactJson.js';
import type { RunState } from './runState.js';

/** The files of a state: the network for whoever reads safetensors, and the rest. */
export const stateFiles = {
  parameters: 'parameters.safetensors',
  memory: 'memory.safetensors',
  rest: 'state.json',
} as const;

/**
 * A state as the files of a checkpoint: `parameters.safetensors` with W1, b1, W2, ... as anybody can use
 * them; `memory.safetensors` with the moments of the optimizer, the parts of W1 where it is trained in Gram
 * form, and the best network where `stopEarly` keeps one; `state.json` with the rest.
 *
 * @example
 * const state = { iteration: 0, learner: { network: createNetwork([2, 1]) }, run: { seconds: 0, inputs: {} } };
 * Object.keys(encodeRunState(state)) // => ['parameters.safetensors', 'memory.safetensors', 'state.json']
 */
export function encodeRunState(state: RunState): Record<string, Uint8Array> {
  const { iteration, learner, run, cursor, tracked } = state;
  const { network, memory } = learner;
  const moments = memory?.moments ?? [];
  const rest = {
    format: 1,
    iteration,
    updates: memory?.updates ?? null,
    moments: moments.map(({ W, b }) => ({ W: W.length, b: b.length })),
    run,
    ...(cursor && { cursor }),
    ...(tracked && { bestSoFar: tracked.bestSoFar }),
  };
  return {
    [stateFiles.parameters]: encodeSafetensors({
      tensors: layersOf(network.parameters),
      metadata: describe(network),
    }),
    [stateFiles.memory]: encodeSafetensors({
      tensors: {
        ...partsOf(network),
        ...(tracked && layersOf(tracked.bestNetwork.parameters, 'best.')),
        ...Object.assign({}, ...moments.map((some, i) => layersOf(some, `moment${i}.`))),
      },
    }),
    [stateFiles.rest]: Buffer.from(exactJson(rest)),
  };
}

function describe({ layerDims, activations }: Network): Record<string, string> {
  return {
    layerDims: JSON.stringify(layerDims),
    activations: JSON.stringify(activations.map(({ name }) => name)),
  };
}

/** W1, b1, W2, ...; index 0 is empty. */
function layersOf({ W, b }: Parameters, prefix = ''): Record<string, Matrix> {
  return {
    ...Object.fromEntries(W.slice(1).map((A, l) => [`${prefix}W${l + 1}`, A])),
    ...Object.fromEntries(b.slice(1).map((A, l) => [`${prefix}b${l + 1}`, A])),
  };
}

function partsOf({ parameters: { W } }: Network): Record<string, Matrix> {
  const first = W[1];
  if (!(first instanceof SuspendedWeights)) return {};
  const { start, coordinates, decay } = first.parts;
  return { 'W1.start': start, 'W1.coordinates': coordinates, 'W1.decay': decay };
}
