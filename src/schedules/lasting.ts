import { courseOf, type DataSchedule, defineSchedule, requireOneClock } from './course.js';
import { checkLength, type Length } from './length.js';
import type { Hyperparameter } from './schedule.js';

/**
 * Gives a schedule a length, so that something can follow it in a `join()`, and that what takes the rest of
 * the run ends there.
 *
 * Value: as without, beyond the length too.
 * @throws {RangeError} when the length is not positive, or in seconds and the schedule counts iterations,
 * or the other way round
 * @throws {TypeError} when the schedule is neither a number nor a schedule
 * @example
 * const schedule = join(lasting(0.1, 100), 0.01);
 * [99, 100].map((i) => schedule(i)) // => [0.1, 0.01]
 */
export function lasting(schedule: Hyperparameter, length: Length): DataSchedule {
  const course = courseOf('lasting', schedule);
  const span = checkLength('lasting', 'length', length);
  const { at } = course;
  return defineSchedule({
    at:
      requireOneClock('lasting', course, span) === 'seconds'
        ? at
        : (iteration, seconds, start, end, run) =>
            at(iteration, seconds, start, start + span.measure(run, end - start), run),
    span,
    operands: [course],
    provides: 'end',
    toJSON: () => ({ kind: 'lasting', schedule: course.toJSON(), length: span.data }),
  });
}
