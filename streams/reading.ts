import type { Hyperparameter } from '../src/schedules/schedule.js';
import type { Iteration } from './records.js';

/**
 * How a phase reads a hyperparameter, for one subscription. At the first iteration the run learns what a
 * schedule listens to.
 */
export function reading(hyperparameter: Hyperparameter): (iteration: Iteration) => number {
  if (typeof hyperparameter === 'number') return () => hyperparameter;
  let isHeard = false;
  return ({ index, run }) => {
    if (!isHeard) run.listen(hyperparameter);
    isHeard = true;
    return hyperparameter(index, run);
  };
}
