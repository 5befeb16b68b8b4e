import { DataError } from '../../errors.js';
import { SuspendedWeights } from '../../model/gram/suspendedWeights.js';
import type { Parameters } from '../../model/initialize.js';
import type { Learner } from '../../model/learner.js';
import { type Network, networkPrecision } from '../../model/network.js';
import type { BestSoFar } from '../../model/trackBest.js';
import { type Matrix, precisionOf, shapeOf, zeros } from '../../numerics/matrix.js';
import { decodeSafetensors } from '../safetensors/decodeSafetensors.js';
import { matrixOf, type Tensor } from '../safetensors/tensor.js';
import { stateFiles } from './encodeRunState.js';
import { parseExactJson } from './exactJson.js';
import type { RunState } from './runState.js';

/**
 * The state that `encodeRunState` has written.
 *
 * @param network one like that which was saved: its activations are taken, its parameters are not
 * @throws {DataError} when a file is missing or damaged, or the parameters are those of another network
 * @example
 * const network = createNetwork([2, 1]);
 * const state = { iteration: 7, learner: { network }, run: { seconds: 0.5, inputs: {} } };
 * decodeRunState(encodeRunState(state), network).iteration // => 7
 */
export function decodeRunState(
  files: Readonly<Record<string, Uint8Array>>,
  network: Network,
): RunState {
  const parameters = decodeSafetensors(file(files, stateFiles.parameters), stateFiles.parameters);
  const memory = decodeSafetensors(file(files, stateFiles.memory), stateFiles.memory);
  const {
    format: _,
    updates,
    moments,
    bestSoFar,
    ...rest
  } = parseRest(file(files, stateFiles.rest));
  const learner = learnerOf(network, parameters.tensors, memory.tensors, updates, moments);
  if (bestSoFar === undefined) return { ...rest, learner };
  const best = parametersLike(network, memory.tensors, 'best.');
  return {
    ...rest,
    learner,
    tracked: { bestSoFar, bestNetwork: { ...network, parameters: best } },
  };
}

interface Rest extends Omit<RunState, 'learner' | 'tracked'> {
  readonly format: 1;
  readonly bestSoFar?: BestSoFar;
  readonly updates: number | null;
  readonly moments: readonly { readonly W: number; readonly b: number }[];
}

type Tensors = Readonly<Record<string, Tensor>>;

function file(files: Readonly<Record<string, Uint8Array>>, name: string): Uint8Array {
  if (Object.hasOwn(files, name)) return files[name];
  throw new DataError(`Cannot go on from this checkpoint: it has no ${name}`);
}

function parseRest(bytes: Uint8Array): Rest {
  let rest: unknown;
  try {
    rest = parseExactJson(Buffer.from(bytes).toString());
  } catch (cause) {
    throw new DataError(`Cannot read ${stateFiles.rest}: it is not JSON`, { cause });
  }
  if (isRest(rest)) return rest;
  throw new DataError(
    `Cannot read ${stateFiles.rest}: it is not the state of a run in format 1, which this version reads`,
  );
}

/** Whether it is of this format; the sums of the checkpoint say that it is what was written. */
function isRest(rest: unknown): rest is Rest {
  return typeof rest === 'object' && rest !== null && 'format' in rest && rest.format === 1;
}

function learnerOf(
  network: Network,
  saved: Tensors,
  memory: Tensors,
  updates: number | null,
  moments: Rest['moments'],
): Learner {
  const { W, b } = parametersLike(network, saved, '');
  const empty = W[0];
  if ('W1.coordinates' in memory) {
    const parts = {
      start: requireLike(matrixAt(memory, 'W1.start'), W[1], 'W1.start'),
      coordinates: matrixAt(memory, 'W1.coordinates'),
      decay: matrixAt(memory, 'W1.decay'),
    };
    W[1] = new SuspendedWeights(parts, W[1]);
  }
  const momentOf = (counts: { W: number; b: number }, i: number): Parameters => {
    const list = (count: number, name: string) =>
      Array.from({ length: count }, (_, l) =>
        l === 0 ? empty : matrixAt(memory, `moment${i}.${name}${l}`),
      );
    return { W: list(counts.W, 'W'), b: list(counts.b, 'b') };
  };
  return {
    network: { ...network, parameters: { W, b } },
    ...(updates !== null && { memory: { updates, moments: moments.map(momentOf) } }),
  };
}

/** Parameters of the shapes and the precision of those of a network. */
function parametersLike(network: Network, tensors: Tensors, prefix: string) {
  const { W, b } = network.parameters;
  const empty = zeros(0, 0, networkPrecision(network));
  const like = (model: readonly Matrix[], letter: string) =>
    model.map((A, l) => {
      const name = `${prefix}${letter}${l}`;
      return l === 0 ? empty : requireLike(matrixAt(tensors, name), A, name);
    });
  return { W: like(W, 'W'), b: like(b, 'b') };
}

function matrixAt(tensors: Tensors, name: string): Matrix {
  if (Object.hasOwn(tensors, name)) return matrixOf(tensors[name]);
  throw new DataError(`Cannot go on from this checkpoint: ${name} is missing`);
}

function requireLike(found: Matrix, wanted: Matrix, name: string): Matrix {
  const fits =
    found.rows === wanted.rows &&
    found.cols === wanted.cols &&
    precisionOf(found) === precisionOf(wanted);
  if (fits) return found;
  throw new DataError(
    `Cannot go on from this checkpoint: ${name} is ${shapeOf(found)} in ${precisionOf(found)}, and ` +
      `that of the network ${shapeOf(wanted)} in ${precisionOf(wanted)}`,
  );
}
