import { courseOf, type DataSchedule, defineSchedule, requireOneClock } from './course.js';
import type { Span } from './length.js';
import { requireWhole } from './requireNumber.js';
import type { Hyperparameter } from './schedule.js';

/** How often. */
export interface RepeatOptions {
  /** A whole number, 1 or more. Default without end. */
  readonly times?: number;
}

/**
 * A schedule again and again, each time from its own 0.
 *
 * Endless, unless it is told how often; beyond the last time it goes on as the schedule does beyond its length.
 * @throws {RangeError} when the schedule has no length, or `times` is not a whole number from 1
 * @throws {TypeError} when the schedule is neither a number nor a schedule
 * @example
 * const schedule = repeat(linear(0.4, 0.2, { length: 2 }), { times: 2 });
 * [0, 1, 2, 3, 4, 9].map((i) => schedule(i)) // => [0.4, 0.3, 0.4, 0.3, 0.2, 0.2]
 */
export function repeat(schedule: Hyperparameter, { times }: RepeatOptions = {}): DataSchedule {
  const course = courseOf('repeat', schedule);
  const { at, span } = course;
  if (times !== undefined) requireWhole('repeat', 'times', times, 1);
  if (!span || span.needs.includes('end')) {
    throw new RangeError('repeat() has a schedule that never ends: give it a length, or lasting()');
  }
  const last = times === undefined ? Infinity : times - 1;
  const inSeconds = requireOneClock('repeat', course, span) === 'seconds';
  const { measure } = span;
  return defineSchedule({
    at(iteration, seconds, start, end, run) {
      const period = measure(run, end - start);
      const elapsed = (inSeconds ? seconds : iteration) - start;
      const began = start + Math.min(last, Math.floor(elapsed / period)) * period;
      return at(iteration, seconds, began, inSeconds ? end : began + period, run);
    },
    span: times === undefined ? undefined : timesAsLong(span, times),
    operands: [course],
    provides: 'end',
    toJSON: () => ({
      ...{ kind: 'repeat', schedule: course.toJSON() },
      ...(times === undefined ? {} : { times }),
    }),
  });
}

function timesAsLong({ clock, measure, needs }: Span, times: number): Span {
  return { clock, measure: (run, left) => times * measure(run, left), needs };
}
