import { type Matrix, precisionOf, zeros } from '../numerics/matrix.js';
import { CombinedWeights } from './gram/combinedWeights.js';
import type { Parameters } from './initialize.js';
import { copyParameters, type Network } from './network.js';

/** What an optimizer remembers from one step to the next. */
export interface OptimizerMemory {
  /** As many as its `momentCount`, each like the parameters that it moves. */
  readonly moments: readonly Parameters[];
  /** Steps taken. */
  readonly updates: number;
}

/** What learns: a network, and what its optimizer remembers once it has taken a step. */
export interface Learner {
  readonly network: Network;
  readonly memory?: OptimizerMemory | undefined;
}

/**
 * A learner as it is now, in memory of its own: to be saved, or gone back to. Learning goes on from it
 * with the same bits, in the form in which its first layer was trained.
 *
 * @example
 * const learner = { network: createNetwork([2, 1]) };
 * const kept = copyLearner(learner);
 * learner.network.parameters.W[1].values.fill(0);
 * kept.network.parameters.W[1].values[0] // => 0.01624345363663242
 */
export function copyLearner({ network, memory }: Learner): Learner {
  const { W, b } = network.parameters;
  const kept = W.map((A) => (A instanceof CombinedWeights ? A.suspended() : A));
  return {
    network: { ...network, parameters: copyParameters({ W: kept, b }) },
    ...(memory && {
      memory: { moments: memory.moments.map(copyParameters), updates: memory.updates },
    }),
  };
}

/**
 * A copy of a learner that was kept, for a run to go back to that has been going on since as `present`.
 *
 * One that was kept before the first step has no memory and no form of the first layer yet: it is given those of
 * that moment, so that nothing is left of what the run has learnt since.
 */
export function copyToReturnTo(kept: Learner, present: Learner): Learner {
  const copy = copyLearner(kept);
  const { memory } = present;
  if (copy.memory !== undefined || memory === undefined) return copy;
  const { W, b } = copy.network.parameters;
  const first = present.network.parameters.W[1];
  const inForm = (A: Matrix, l: number) =>
    l === 1 && first instanceof CombinedWeights ? first.suspendedAtStart() : A;
  return {
    network: { ...copy.network, parameters: { W: W.map(inForm), b } },
    memory: { moments: memory.moments.map(noMoments), updates: 0 },
  };
}

/** All 0, in ordinary memory. */
function noMoments({ W, b }: Parameters): Parameters {
  const like = (A: Matrix) => zeros(A.rows, A.cols, precisionOf(A));
  return { W: W.map(like), b: b.map(like) };
}
