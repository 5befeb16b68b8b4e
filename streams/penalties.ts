import { type Penalties, requirePenalties } from '../src/model/penalties.js';
import type { Hyperparameter } from '../src/schedules/schedule.js';
import { reading } from './reading.js';
import type { Iteration } from './records.js';

/** How strongly weights are drawn to zero: `computeCost` and `propagateBackward` take the same. */
export interface PenaltySettings {
  /** Of l1 / m sum|W|. Default 0. */
  readonly l1?: Hyperparameter;
  /** Of l2 / (2m) sum(W^2). Default 0. */
  readonly l2?: Hyperparameter;
}

/**
 * How a phase reads penalties, for one subscription.
 *
 * @throws {RangeError} at the call, when a number is negative or not finite; of the result, when what a
 * schedule gives is
 */
export function readingPenalties({
  l1 = 0,
  l2 = 0,
}: PenaltySettings): (iteration: Iteration) => Penalties {
  if (typeof l1 === 'number' && typeof l2 === 'number') {
    const penalties = requirePenalties({ l1, l2 });
    return () => penalties;
  }
  const [readL1, readL2] = [reading(l1), reading(l2)];
  return (iteration) => requirePenalties({ l1: readL1(iteration), l2: readL2(iteration) });
}
