import { courseOf, type DataSchedule, defineSchedule } from './course.js';
import { inputOf } from './input.js';
import {
  checkPlateau,
  firstPlateau,
  nextPlateau,
  type PlateauOptions,
  type PlateauState,
} from './plateau.js';
import { requireName } from './requireName.js';
import { requireValue } from './requireNumber.js';
import type { Hyperparameter } from './schedule.js';

/** Which metric a schedule gives way to, and how. */
export interface OnPlateauOptions extends PlateauOptions {
  /** The name of the metric. */
  readonly metric: string;
  /** What the scale does not push the value below; where the schedule itself is lower, it stays. Default 0. */
  readonly least?: number;
}

/**
 * A schedule that is scaled down whenever a metric is stuck: `nextPlateau()` folds the scale from the
 * metric, and it is read from `run.inputs`, under a name that follows from the options (`listenersOf()`
 * tells both). Until it is there, it is 1.
 *
 * It lasts as long as the schedule.
 * @throws {RangeError} when an option is out of range, or the name of the metric is empty
 * @throws {TypeError} when the schedule is neither a number nor a schedule
 * @example
 * simulate(onPlateau(0.8, { metric: 'cost', patience: 0, factor: 0.5 }), 4, { script: [[1, 'cost', 3], [2, 'cost', 3], [3, 'cost', 1]] }) // => Float64Array.of(0.8, 0.8, 0.4, 0.4)
 * Source: PyTorch's `ReduceLROnPlateau`; see `nextPlateau()` for what differs.
 */
export function onPlateau(
  schedule: Hyperparameter,
  { metric, least = 0, ...options }: OnPlateauOptions,
): DataSchedule {
  requireName('onPlateau', metric);
  requireValue('onPlateau', 'least', least);
  const checked = checkPlateau('onPlateau', options);
  const course = courseOf('onPlateau', schedule);
  const { at, span } = course;
  const name = `plateau ${JSON.stringify({ metric, ...checked })}`;
  const next = (state: PlateauState, value: number) => nextPlateau(state, value, checked);
  return defineSchedule({
    at(iteration, seconds, start, end, run) {
      const value = at(iteration, seconds, start, end, run);
      const found = inputOf(run, name);
      return found ? Math.max(value * found.value, Math.min(value, least)) : value;
    },
    span,
    operands: [course],
    listeners: [{ kind: 'plateau', name, metric, first: firstPlateau, next }],
    toJSON: () => ({ kind: 'onPlateau', schedule: course.toJSON(), metric, ...checked, least }),
  });
}
