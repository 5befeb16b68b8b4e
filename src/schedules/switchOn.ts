import { courseOf, type DataSchedule, defineSchedule } from './course.js';
import { inputOf } from './input.js';
import { requireName } from './requireName.js';
import type { Hyperparameter } from './schedule.js';

/**
 * One schedule until an input comes, then another, which counts from the iteration that the input came for
 * (from the start of its part, where the input was there before); another input begins it anew. Values do
 * not matter.
 *
 * Endless.
 * @param name of the input
 * @throws {RangeError} when the name is empty, `second` counts seconds, or a number is negative or not
 * finite
 * @throws {TypeError} when one is neither a number nor a schedule
 * @example
 * const schedule = switchOn(0.4, linear(0.4, 0, { length: 4 }), 'settle');
 * const inputs = { settle: { value: 1, since: 10 } };
 * [schedule(9), schedule(10, { inputs }), schedule(12, { inputs })] // => [0.4, 0.4, 0.2]
 */
export function switchOn(
  first: Hyperparameter,
  second: Hyperparameter,
  name: string,
): DataSchedule {
  requireName('switchOn', name);
  const [before, after] = [courseOf('switchOn', first), courseOf('switchOn', second)];
  if (after.clocks.has('seconds')) {
    throw new RangeError(
      'switchOn() cannot begin with a second schedule in seconds: an input says its iteration, not ' +
        'its time; give lengths in iterations or epochs',
    );
  }
  return defineSchedule({
    at(iteration, seconds, start, end, run) {
      const found = inputOf(run, name);
      return found
        ? after.at(iteration, seconds, Math.max(start, found.since), end, run)
        : before.at(iteration, seconds, start, end, run);
    },
    operands: [before, after],
    listeners: [{ kind: 'input', name }],
    toJSON: () => ({
      ...{ kind: 'switchOn', first: before.toJSON(), second: after.toJSON() },
      name,
    }),
  });
}
