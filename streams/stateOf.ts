import type { RunState } from '../src/formats/runState/runState.js';
import { copyLearner } from '../src/model/learner.js';
import { copyNetwork } from '../src/model/network.js';
import type { Tracked } from '../src/model/trackBest.js';
import type { DriftMemory } from '../src/online/drift/driftMemory.js';
import type { ScoresMemory } from '../src/online/runningScores.js';
import type { StandardizerMemory } from '../src/online/runningStandardizer.js';
import type { Taken } from './online/iterateOver.js';
import type { Step } from './records.js';

type Intake = Pick<Taken<unknown>, 'intake'>;

/** What operators of a run remember, which they tell when they are asked. */
interface Remembering {
  readonly standardizer: { readonly memory: () => StandardizerMemory };
  readonly scores: { readonly memory: () => ScoresMemory };
  readonly drift: { readonly memory: () => DriftMemory };
}

/**
 * The state of a run after a step, in memory of its own.
 *
 * @example
 * const data = { X: matrix([[2]]), Y: matrix([[1]]) };
 * const phases = pipe(propagateForward(), propagateBackward(), updateParameters(gradientDescent(0.5)));
 * const run$ = iterate({ count: 3 }).pipe(drawBatches(data), closeLoop(createNetwork([1, 1]), phases));
 * lastValueFrom(run$.pipe(map((step) => stateOf(step).iteration))) // => 3
 */
export function stateOf(step: Step & Partial<Tracked & Intake & Remembering>): RunState {
  const { bestSoFar, bestNetwork, guards, intake, standardizer, scores, drift } = step;
  return {
    iteration: step.index + 1,
    learner: copyLearner(step),
    run: step.run.memory(),
    ...(step.cursor && { cursor: step.cursor }),
    ...(bestSoFar &&
      bestNetwork && { tracked: { bestSoFar, bestNetwork: copyNetwork(bestNetwork) } }),
    ...(intake && { intake: intake() }),
    ...(standardizer && { standardizer: standardizer.memory() }),
    ...(scores && { scores: scores.memory() }),
    ...(drift && { drift: drift.memory() }),
    ...(guards && { guards: guards.map((guard) => guard.memory()) }),
  };
}
