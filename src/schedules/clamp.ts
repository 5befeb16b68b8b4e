import { courseOf, type DataSchedule, defineSchedule } from './course.js';
import { requireValue } from './requireNumber.js';
import type { Hyperparameter } from './schedule.js';

/** Between what. */
export interface ClampOptions {
  /** Default 0. */
  readonly least?: number;
  /** Default without bound. */
  readonly most?: number;
}

/**
 * A schedule kept between two values; it lasts as long as without.
 *
 * @throws {RangeError} when a bound is negative or not finite, or `least` is above `most`
 * @throws {TypeError} when the schedule is neither a number nor a schedule
 * @example
 * const schedule = clamp(exponentialDecay(0.8, 0.5), { least: 0.1, most: 0.5 });
 * [0, 1, 2, 9].map((i) => schedule(i)) // => [0.5, 0.4, 0.2, 0.1]
 */
export function clamp(schedule: Hyperparameter, bounds: ClampOptions = {}): DataSchedule {
  const course = courseOf('clamp', schedule);
  const { least = 0, most } = bounds;
  requireValue('clamp', 'least', least);
  if (most !== undefined) requireValue('clamp', 'most', most);
  const { at, span } = course;
  const bound = most ?? Infinity;
  if (least > bound) {
    throw new RangeError(`clamp() takes as most at least ${least}, its least; found ${bound}`);
  }
  return defineSchedule({
    at: (iteration, seconds, start, end, run) =>
      Math.min(bound, Math.max(least, at(iteration, seconds, start, end, run))),
    span,
    operands: [course],
    toJSON: () => ({
      ...{ kind: 'clamp', schedule: course.toJSON(), least },
      ...(most === undefined ? {} : { most }),
    }),
  });
}
