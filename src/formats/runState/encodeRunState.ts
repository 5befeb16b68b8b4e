import { SuspendedWeights } from '../../model/gram/suspendedWeights.js';
import type { GuardMemory } from '../../model/guardMemory.js';
import type { Parameters } from '../../model/initialize.js';
import type { Learner } from '../../model/learner.js';
import type { Network } from '../../model/network.js';
import { type Matrix, matrix } from '../../numerics/matrix.js';
import type { RunningStandardizer } from '../../online/runningStandardizer.js';
import { encodeSafetensors } from '../safetensors/encodeSafetensors.js';
import { exactJson } from './exactJson.js';
import type { GuardRest, LearnerCounts } from './rest.js';
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
 * form, the best network where `stopEarly` keeps one, and the good state where `guard` does; `state.json` with
 * the rest.
 *
 * @example
 * const state = { iteration: 0, learner: { network: createNetwork([2, 1]) }, run: { seconds: 0, inputs: {} } };
 * Object.keys(encodeRunState(state)) // => ['parameters.safetensors', 'memory.safetensors', 'state.json']
 */
export function encodeRunState(state: RunState): Record<string, Uint8Array> {
  const { iteration, learner, run, cursor, tracked, guards } = state;
  const { intake, standardizer, scores, drift } = state;
  const { network } = learner;
  const rest = {
    format: 1,
    iteration,
    ...countsOf(learner),
    run,
    ...(cursor && { cursor }),
    ...(intake && { intake }),
    ...(standardizer && { standardizer }),
    ...(scores && { scores }),
    ...(drift && { drift }),
    ...(tracked && { bestSoFar: tracked.bestSoFar }),
    ...(guards && { guards: guards.map(withCounts) }),
  };
  return {
    [stateFiles.parameters]: encodeParameters(network),
    [stateFiles.memory]: encodeSafetensors({
      tensors: {
        ...partsOf(network),
        ...(tracked && layersOf(tracked.bestNetwork.parameters, 'best.')),
        ...momentsOf(learner),
        ...Object.assign({}, ...(guards ?? []).map((guard, i) => keptBy(guard, i, learner))),
      },
    }),
    [stateFiles.rest]: Buffer.from(exactJson(rest)),
  };
}

/**
 * The parameters of a network as `parameters.safetensors`: W1, b1, W2, ..., with its shape and activations; and where
 * it takes features that are standardized, their `mean` and `deviation` (n_0 x 1).
 */
export function encodeParameters(
  network: Network,
  statistics?: ReturnType<RunningStandardizer['statistics']>,
): Uint8Array<ArrayBuffer> {
  return encodeSafetensors({
    tensors: { ...layersOf(network.parameters), ...(statistics && columnsOf(statistics)) },
    metadata: describe(network),
  });
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

function columnsOf(statistics: Readonly<Record<string, Float64Array>>): Record<string, Matrix> {
  return Object.fromEntries(
    Object.entries(statistics).map(([name, values]) => [
      name,
      matrix(Array.from(values, (value) => [value])),
    ]),
  );
}

function partsOf({ parameters: { W } }: Network, prefix = ''): Record<string, Matrix> {
  const first = W[1];
  if (!(first instanceof SuspendedWeights)) return {};
  const { start, coordinates, decay } = first.parts;
  return {
    [`${prefix}W1.start`]: start,
    [`${prefix}W1.coordinates`]: coordinates,
    [`${prefix}W1.decay`]: decay,
  };
}

function momentsOf({ memory }: Learner, prefix = ''): Record<string, Matrix> {
  const moments = memory?.moments ?? [];
  return Object.assign({}, ...moments.map((some, i) => layersOf(some, `${prefix}moment${i}.`)));
}

/** The state that a guard keeps, without first weights that are those of the learner. */
function keptBy({ wayBack }: GuardMemory, i: number, present: Learner): Record<string, Matrix> {
  if (wayBack?.kept === undefined) return {};
  const { learner } = wayBack.kept;
  const prefix = `guard${i}.`;
  const first = partsOf(present.network)['W1.start'];
  const parts = Object.entries(partsOf(learner.network, prefix)).filter(([, A]) => A !== first);
  return {
    ...layersOf(learner.network.parameters, prefix),
    ...Object.fromEntries(parts),
    ...momentsOf(learner, prefix),
  };
}

/** What there is of a learner besides its tensors. */
function countsOf({ memory }: Learner): LearnerCounts {
  const moments = memory?.moments ?? [];
  return {
    updates: memory?.updates ?? null,
    moments: moments.map(({ W, b }) => ({ W: W.length, b: b.length })),
  };
}

function withCounts({ wayBack, ...rest }: GuardMemory): GuardRest {
  if (wayBack === undefined) return rest;
  const { kept, ...counts } = wayBack;
  if (kept === undefined) return { ...rest, wayBack: counts };
  const { index, learner } = kept;
  return { ...rest, wayBack: { ...counts, kept: { index, ...countsOf(learner) } } };
}
