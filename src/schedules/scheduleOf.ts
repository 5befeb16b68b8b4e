import { constant } from './constant.js';
import type { Hyperparameter, Schedule } from './schedule.js';

/**
 * A hyperparameter as a schedule: a number stays, a schedule is taken as it is.
 *
 * @throws {RangeError} when the number is negative or not finite
 * @example
 * scheduleOf(0.03)(1000) // => 0.03
 */
export function scheduleOf(hyperparameter: Hyperparameter): Schedule {
  return typeof hyperparameter === 'function' ? hyperparameter : constant(hyperparameter);
}
