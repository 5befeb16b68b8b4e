import {
  type Course,
  courseOf,
  type DataSchedule,
  defineSchedule,
  scheduleOfCourse,
} from './course.js';
import type { Span } from './length.js';
import type { Hyperparameter } from './schedule.js';

/**
 * Schedules multiplied, from left to right. One factor is itself.
 *
 * It lasts as long as the longest of those that end; without end when none does, or when some lengths are
 * in seconds and some are not.
 * @throws {RangeError} when there is no factor, or a number is negative or not finite
 * @throws {TypeError} when a factor is neither a number nor a schedule
 * @example
 * product(linear(0, 1, { length: 4 }), 0.5)(2) // => 0.25
 */
export function product(...factors: readonly Hyperparameter[]): DataSchedule {
  if (factors.length === 0) throw new RangeError('product() takes 1 factor or more; found none');
  const courses = factors.map((factor) => courseOf('product', factor));
  if (courses.length === 1) return scheduleOfCourse(courses[0]);
  const values = courses.map(({ at }) => at);
  return defineSchedule({
    at(iteration, seconds, start, end, run) {
      let value = values[0](iteration, seconds, start, end, run);
      for (let k = 1; k < values.length; k++) {
        value *= values[k](iteration, seconds, start, end, run);
      }
      return value;
    },
    span: longest(courses),
    operands: courses,
    toJSON: () => ({ kind: 'product', factors: courses.map((course) => course.toJSON()) }),
  });
}

/**
 * A schedule times a number: `product(factor, schedule)`.
 *
 * @throws {RangeError} when the factor is negative or not finite
 * @throws {TypeError} when the schedule is neither a number nor a schedule
 * @example
 * scale(linear(0, 1, { length: 4 }), 0.5)(2) // => 0.25
 */
export function scale(schedule: Hyperparameter, factor: number): DataSchedule {
  return product(factor, schedule);
}

function longest(courses: readonly Course[]): Span | undefined {
  const [first, ...others] = courses.flatMap(({ span }) => span ?? []);
  if (!first || others.some(({ clock }) => clock !== first.clock)) return undefined;
  return others.reduce(
    (longer, { measure, needs }) => ({
      clock: longer.clock,
      measure: (run, left) => Math.max(longer.measure(run, left), measure(run, left)),
      needs: [...longer.needs, ...needs],
    }),
    first,
  );
}
