import { courseOf, type DataSchedule, defineSchedule } from './course.js';
import { requireName } from './requireName.js';
import type { Hyperparameter, RunView, ScheduleInput } from './schedule.js';

/**
 * A number from outside, such as a slider: the value of `run.inputs[name]`, and `before` until there is one.
 *
 * It lasts as long as `before`. The value is taken as it comes: `clamp()` keeps it in bounds.
 * @param name of the input
 * @throws {RangeError} when the name is empty, or `before` is a number that is negative or not finite
 * @throws {TypeError} when `before` is neither a number nor a schedule
 * @example
 * const rate = input('rate', 0.03);
 * [rate(5), rate(6, { inputs: { rate: { value: 0.1, since: 6 } } })] // => [0.03, 0.1]
 */
export function input(name: string, before: Hyperparameter): DataSchedule {
  requireName('input', name);
  const course = courseOf('input', before);
  const { at, span } = course;
  return defineSchedule({
    at(iteration, seconds, start, end, run) {
      const found = inputOf(run, name);
      return found ? found.value : at(iteration, seconds, start, end, run);
    },
    span,
    operands: [course],
    listeners: [{ kind: 'input', name }],
    toJSON: () => ({ kind: 'input', name, before: course.toJSON() }),
  });
}

/**
 * A schedule until a hand takes over: `input(name, schedule)`.
 *
 * @throws {RangeError} when the name is empty, or a number is negative or not finite
 * @throws {TypeError} when the schedule is neither a number nor a schedule
 * @example
 * const schedule = overriddenBy(linear(0, 1, { length: 4 }), 'rate');
 * [schedule(2), schedule(3, { inputs: { rate: { value: 0.1, since: 3 } } })] // => [0.5, 0.1]
 */
export function overriddenBy(schedule: Hyperparameter, name: string): DataSchedule {
  return input(name, schedule);
}

/** What has come under a name, which may be any text, that of a method of all objects too. */
export function inputOf({ inputs }: RunView, name: string): ScheduleInput | undefined {
  const found = inputs?.[name];
  return found !== undefined && 'value' in found ? found : undefined;
}
