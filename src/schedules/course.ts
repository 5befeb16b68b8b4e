import type { Clock, Need, Span } from './length.js';
import type { Listener } from './listeners.js';
import { requireValue } from './requireNumber.js';
import type { Hyperparameter, RunView, Schedule } from './schedule.js';

/*
 * How schedules are composed. A public schedule is a function of the iteration; what a combinator needs of
 * its operands is more: where their 0 lies, how long they last, what they listen to. That is a course.
 */

/** A schedule that can be written down: `JSON.stringify()` writes it, `scheduleFrom()` reads it. */
export interface DataSchedule extends Schedule {
  /** @throws {TypeError} when a function of one's own is part of it */
  toJSON(): ScheduleData;
}

/** A schedule as data: a number that stays, or the name of a kind with its arguments. */
export type ScheduleData = number | { readonly kind: string; readonly [field: string]: unknown };

/**
 * The value at an iteration and a time of the run, where this part began at `start`, in its own clock, and
 * gives way at the iteration `end`. Pure, and without allocation.
 */
export type ValueAt = (
  iteration: number,
  seconds: number,
  start: number,
  end: number,
  run: RunView,
) => number;

/** A schedule with all that combinators ask for. */
export interface Course {
  readonly at: ValueAt;
  /** Undefined for one without an end. */
  readonly span: Span | undefined;
  /** What its values depend on, besides what comes from outside. */
  readonly clocks: ReadonlySet<Clock>;
  readonly needs: ReadonlySet<Need>;
  readonly listeners: readonly Listener[];
  toJSON(): ScheduleData;
}

/** What is left to say about a schedule once its operands are known. */
export interface Definition {
  readonly at: ValueAt;
  /** Default endless. */
  readonly span?: Span | undefined;
  /** The lengths that its values depend on. Default the span, if any. */
  readonly lengths?: readonly Span[];
  /** What it passes on needs, clocks and listeners of. Default none. */
  readonly operands?: readonly Course[];
  /** Its own. Default none. */
  readonly listeners?: readonly Listener[];
  /** What operands need and find here. Default none. */
  readonly provides?: Need;
  toJSON(): ScheduleData;
}

const courses = new WeakMap<Schedule, Course>();
const nothingKnown: RunView = {};

/** A schedule from its course; it passes on what its operands listen to. */
export function defineSchedule(definition: Definition): DataSchedule {
  return scheduleOfCourse(courseFrom(definition));
}

/** The function that a course is behind. */
export function scheduleOfCourse(course: Course): DataSchedule {
  const { at } = course;
  const needsCount = course.needs.size > 0;
  const tellsTime = course.clocks.has('seconds');
  const schedule = Object.assign(
    (iteration: number, run: RunView = nothingKnown): number => {
      const { count = Infinity } = run;
      // A run reads its clock when it is asked, which takes as long as a schedule.
      const seconds = tellsTime ? (run.seconds ?? 0) : 0;
      if (needsCount && !(count < Infinity)) throw new RangeError(ENDLESS);
      return at(iteration, seconds, 0, count, run);
    },
    { toJSON: () => course.toJSON() },
  );
  courses.set(schedule, course);
  return schedule;
}

const ENDLESS =
  'Cannot tell the value of a schedule that lasts for a fraction or the rest of the run: the run has no ' +
  'end; say its count, or give the schedule a length in iterations, epochs or seconds';

function courseFrom(definition: Definition): Course {
  const { at, span, lengths = span ? [span] : [], operands = [], listeners = [] } = definition;
  const clocks = [...operands.flatMap((o) => [...o.clocks]), ...lengths.map(({ clock }) => clock)];
  const found = operands.flatMap(({ needs }) => [...needs]);
  const needs = found.filter((need) => need !== definition.provides);
  const heard = [...operands.flatMap((operand) => operand.listeners), ...listeners];
  return {
    at,
    span,
    clocks: new Set(clocks),
    needs: new Set([...needs, ...lengths.flatMap((length) => length.needs)]),
    listeners: [...new Map(heard.map((listener) => [listener.name, listener])).values()],
    toJSON: () => definition.toJSON(),
  };
}

/** Tells a schedule of the package from other values. */
export function isDataSchedule(value: unknown): value is DataSchedule {
  return typeof value === 'function' && 'toJSON' in value;
}

/**
 * What a combinator has to know of an operand.
 *
 * @param call who takes it, for the error
 * @throws {RangeError} when a number is negative or not finite
 * @throws {TypeError} when it is neither a number nor a function
 */
export function courseOf(call: string, operand: Hyperparameter): Course {
  if (typeof operand === 'number') return courseOfNumber(call, operand);
  if (typeof operand === 'function') return courses.get(operand) ?? courseOfFunction(operand);
  throw new TypeError(
    `${call}() takes a number or a schedule; found ${JSON.stringify(operand)} (a warm-up without a ` +
      'target stands in join(), before what it rises to)',
  );
}

/** A number that stays. */
export function courseOfNumber(call: string, value: number): Course {
  requireValue(call, 'value', value);
  return courseFrom({ at: () => value, toJSON: () => value });
}

/** A function of one's own: it is asked for its own iteration, and sees the run as it is. */
function courseOfFunction(schedule: Schedule): Course {
  return {
    ...courseFrom({
      at: (iteration, _seconds, start, _end, run) => schedule(iteration - start, run),
      toJSON() {
        throw new TypeError(
          'Cannot write a schedule down that is made of a function of your own: compose it of the ' +
            'schedules of the package, or keep it in code',
        );
      },
    }),
    clocks: new Set<Clock>(['iterations']),
  };
}

/**
 * The one clock of what is counted together.
 *
 * @throws {RangeError} when some of it counts iterations and some seconds
 */
export function requireOneClock(
  call: string,
  ...counted: readonly (Span | Course | undefined)[]
): Clock {
  const clocks = new Set(
    counted.flatMap((part) => {
      if (part === undefined) return [];
      return 'clock' in part ? [part.clock] : [...part.clocks];
    }),
  );
  if (clocks.size > 1) {
    throw new RangeError(
      `${call}() counts either iterations, epochs and fractions, or seconds; found both (functions of ` +
        'your own, switchOn() and "rest" count iterations)',
    );
  }
  const [clock = 'iterations'] = clocks;
  return clock;
}
