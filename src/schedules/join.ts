import {
  type Course,
  courseOf,
  type DataSchedule,
  defineSchedule,
  requireOneClock,
  scheduleOfCourse,
} from './course.js';
import { type Clock, checkLength, type Span } from './length.js';
import type { Hyperparameter } from './schedule.js';
import { isOpenWarmUp, type OpenWarmUp, warmUp } from './warmUp.js';

/** What can stand in a `join()`. */
export type Part = Hyperparameter | OpenWarmUp;

/**
 * One part after another: each counts from its own 0, lasts for its own length, and is followed by the
 * next. Only the last may be endless or take the rest of the run; `lasting()` gives a length to what has
 * none. A warm-up without a target rises to the first value of what follows it.
 *
 * Lengths are either all in iterations, epochs and fractions, or all in seconds, since nobody can tell
 * ahead which iteration a second belongs to.
 *
 * Value: that of the first part at 0; beyond its length that of the last part. One part is itself.
 * @throws {RangeError} when there is no part, a part that is followed has no length of its own, lengths are
 * mixed, or a warm-up without a target comes last or before another one
 * @throws {TypeError} when a part is neither a number nor a schedule
 * @example
 * const schedule = join(lasting(0.4, 2), linear(0.4, 0.2, { length: 2 }), 0.1);
 * [0, 1, 2, 3, 4, 9].map((i) => schedule(i)) // => [0.4, 0.4, 0.4, 0.3, 0.1, 0.1]
 * Source: PyTorch's `SequentialLR`; optax's `join_schedules`.
 */
export function join(...parts: readonly Part[]): DataSchedule {
  const courses = parts.map(courseOfPart);
  const last = courses.at(-1);
  if (!last) throw new RangeError('join() takes 1 part or more; found none');
  const clock = requireOneClock('join', ...courses);
  const opens = parts.map(isOpenWarmUp);
  const { at, span } = courses.reduceRight((next: Tail, course, k) => {
    if (opens[k] && (opens[k + 1] ?? true)) throw new RangeError(NOTHING_TO_RISE_TO);
    return k === courses.length - 1 ? next : followedBy(course, opens[k], next, clock, k);
  }, last);
  if (courses.length === 1) return scheduleOfCourse(last);
  return defineSchedule({
    at,
    span,
    operands: courses,
    toJSON: () => ({ kind: 'join', parts: courses.map((course) => course.toJSON()) }),
  });
}

const NOTHING_TO_RISE_TO =
  'join() has a warm-up that nothing follows to rise to: give it a target, or let a schedule follow';

/** What is left of a join from a part on. */
type Tail = Pick<Course, 'at' | 'span'>;

/** A warm-up without a target is one to 1: its values are the shares of the target that it will have. */
function courseOfPart(part: Part): Course {
  if (!isOpenWarmUp(part)) return courseOf('join', part);
  const { length } = part;
  const share = courseOf('join', warmUp(length, { target: 1 }));
  const { data } = checkLength('warmUp', 'length', length);
  return { ...share, toJSON: () => ({ kind: 'warmUp', length: data }) };
}

function followedBy(
  { at, span }: Course,
  opens: boolean,
  next: Tail,
  clock: Clock,
  index: number,
): Tail {
  if (!span || span.needs.includes('end')) {
    throw new RangeError(
      `join() has something after part ${index + 1}, which never ends: give it a length, or lasting()`,
    );
  }
  const { measure } = span;
  const inSeconds = clock === 'seconds';
  return {
    at(iteration, seconds, start, end, run) {
      const boundary = start + measure(run, end - start);
      if ((inSeconds ? seconds : iteration) >= boundary) {
        return next.at(iteration, seconds, boundary, end, run);
      }
      const value = at(iteration, seconds, start, inSeconds ? end : boundary, run);
      return opens ? value * next.at(boundary, boundary, boundary, end, run) : value;
    },
    span: next.span && sumOf(span, next.span),
  };
}

function sumOf(first: Span, second: Span): Span {
  return {
    clock: first.clock,
    measure(run, left) {
      const length = first.measure(run, left);
      return length + second.measure(run, left - length);
    },
    needs: [...first.needs, ...second.needs],
  };
}
