import { DataError } from '../../errors.js';
import type { GuardMemory } from '../../model/guardMemory.js';
import type { Learner } from '../../model/learner.js';
import type { Network } from '../../model/network.js';
import type { BestSoFar, Tracked } from '../../model/trackBest.js';
import { decodeSafetensors } from '../safetensors/decodeSafetensors.js';
import { decodeLearner, parametersLike, type Tensors } from './decodeLearner.js';
import { stateFiles } from './encodeRunState.js';
import { parseExactJson } from './exactJson.js';
import type { GuardRest, LearnerCounts, Rest } from './rest.js';
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
    guards,
    ...rest
  } = parseRest(file(files, stateFiles.rest));
  const tensors = { ...memory.tensors, ...parameters.tensors };
  const learner = decodeLearner(network, tensors, { updates, moments });
  return {
    ...rest,
    learner,
    ...(bestSoFar && { tracked: trackedOf(bestSoFar, network, tensors) }),
    ...(guards && {
      guards: guards.map((guard, i) =>
        guardOf(guard, (counts) =>
          decodeLearner(network, tensors, counts, { prefix: `guard${i}.`, beside: learner }),
        ),
      ),
    }),
  };
}

function trackedOf(bestSoFar: BestSoFar, network: Network, tensors: Tensors): Tracked {
  const parameters = parametersLike(network, tensors, 'best.');
  return { bestSoFar, bestNetwork: { ...network, parameters } };
}

function guardOf(
  { wayBack, ...rest }: GuardRest,
  learnerOf: (counts: LearnerCounts) => Learner,
): GuardMemory {
  if (wayBack === undefined) return rest;
  const { kept, ...counts } = wayBack;
  if (kept === undefined) return { ...rest, wayBack: counts };
  return {
    ...rest,
    wayBack: { ...counts, kept: { index: kept.index, learner: learnerOf(kept) } },
  };
}

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
