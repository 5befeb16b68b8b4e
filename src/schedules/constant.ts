import { courseOfNumber, type DataSchedule, scheduleOfCourse } from './course.js';

/**
 * The same value at all times. Written down it is the number itself; wherever a schedule is taken, a number
 * does too.
 *
 * Endless.
 * @throws {RangeError} when the value is negative or not finite
 * @example
 * constant(0.03)(1000) // => 0.03
 */
export function constant(value: number): DataSchedule {
  return scheduleOfCourse(courseOfNumber('constant', value));
}
