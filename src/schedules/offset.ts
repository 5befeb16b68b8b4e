import { courseOf, type DataSchedule, defineSchedule, requireOneClock } from './course.js';
import { checkLength, type Length, type Span } from './length.js';
import type { Hyperparameter } from './schedule.js';

/**
 * A schedule as if `by` had passed already: it begins in its middle. The rest of the run, where the
 * schedule takes it, counts what has passed too.
 *
 * Value: at 0 that of the schedule at `by`.
 * @throws {RangeError} when `by` is not positive, or in seconds and the schedule counts iterations, or the
 * other way round
 * @throws {TypeError} when the schedule is neither a number nor a schedule
 * @example
 * offset(linear(0.4, 0.2, { length: 100 }), 50)(0) // => 0.3
 */
export function offset(schedule: Hyperparameter, by: Length): DataSchedule {
  const course = courseOf('offset', schedule);
  const passed = checkLength('offset', 'by', by);
  requireOneClock('offset', course, passed);
  const { at, span } = course;
  return defineSchedule({
    at: (iteration, seconds, start, end, run) =>
      at(iteration, seconds, start - passed.measure(run, end - start), end, run),
    span: span && remaining(span, passed),
    lengths: [passed],
    operands: [course],
    toJSON: () => ({ kind: 'offset', schedule: course.toJSON(), by: passed.data }),
  });
}

function remaining({ clock, measure, needs }: Span, passed: Span): Span {
  return {
    clock,
    measure(run, left) {
      const before = passed.measure(run, left);
      return Math.max(0, measure(run, left + before) - before);
    },
    needs,
  };
}
