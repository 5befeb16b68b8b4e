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
