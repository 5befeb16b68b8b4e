import type { BatchCursor } from '../src/data/dealBatches.js';
import { copyLearner, type Learner } from '../src/model/learner.js';
import type { Step } from './records.js';
import type { RunMemory } from './run.js';

/**
 * All that a run has to know to go on with the same bits, as a value: `iterate`, `drawBatches` and others take
 * it as `resume`, `closeLoop` takes its learner.
 *
 * What is not in here is a function of what is: the order of the examples and the masks of dropout of the
 * iteration, schedules of the iteration and the inputs.
 */
export interface RunState {
  /** Iterations done. */
  readonly iteration: number;
  readonly learner: Learner;
  readonly run: RunMemory;
  /** Where the size of a batch is a schedule. */
  readonly cursor?: BatchCursor;
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
export function stateOf(step: Step): RunState {
  return {
    iteration: step.index + 1,
    learner: copyLearner(step),
    run: step.run.memory(),
    ...(step.cursor && { cursor: step.cursor }),
  };
}
