import { DataError } from '../../errors.js';
import { SuspendedWeights } from '../../model/gram/suspendedWeights.js';
import type { Parameters } from '../../model/initialize.js';
import type { Learner } from '../../model/learner.js';
import { type Network, networkPrecision } from '../../model/network.js';
import { type Matrix, precisionOf, shapeOf, zeros } from '../../numerics/matrix.js';
import { matrixOf, type Tensor } from '../safetensors/tensor.js';
import type { LearnerCounts } from './rest.js';

/** The tensors of a checkpoint, by their names. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** Which of the learners of a checkpoint is meant. */
interface Place {
  /** What the names of its tensors begin with. */
  readonly prefix: string;
  /** Whose first weights it has in Gram form, where it brings none. */
  readonly beside?: Learner;
}

/**
 * A learner of a checkpoint.
 *
 * @throws {DataError} when a tensor is missing, or is that of another network
 */
export function decodeLearner(
  network: Network,
  tensors: Tensors,
  { updates, moments }: LearnerCounts,
  place: Place = { prefix: '' },
): Learner {
  const { W, b } = parametersLike(network, tensors, place.prefix);
  const [empty, first, ...others] = W;
  const at = (name: string) => matrixAt(tensors, `${place.prefix}${name}`);
  const momentOf = (counts: LearnerCounts['moments'][number], i: number): Parameters => {
    const list = (count: number, letter: string) =>
      Array.from({ length: count }, (_, l) => (l === 0 ? empty : at(`moment${i}.${letter}${l}`)));
    return { W: list(counts.W, 'W'), b: list(counts.b, 'b') };
  };
  return {
    network: {
      ...network,
      parameters: { W: [empty, inItsForm(first, tensors, place), ...others], b },
    },
    ...(updates !== null && { memory: { updates, moments: moments.map(momentOf) } }),
  };
}

/** The weights of a first layer as they were trained: in Gram form, where their parts are there. */
function inItsForm(W: Matrix, tensors: Tensors, { prefix, beside }: Place): Matrix {
  if (!(`${prefix}W1.coordinates` in tensors)) return W;
  const name = `${prefix}W1.start`;
  const shared = beside?.network.parameters.W[1];
  const parts = {
    // The very matrix, since a run goes back to first weights that it knows.
    start:
      shared instanceof SuspendedWeights && !(name in tensors)
        ? shared.parts.start
        : requireLike(matrixAt(tensors, name), W, name),
    coordinates: matrixAt(tensors, `${prefix}W1.coordinates`),
    decay: matrixAt(tensors, `${prefix}W1.decay`),
  };
  return new SuspendedWeights(parts, W);
}

/** Parameters of the shapes and the precision of those of a network. */
export function parametersLike(network: Network, tensors: Tensors, prefix: string): Parameters {
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
