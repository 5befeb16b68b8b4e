import { bestFirst, type EarlyRule, type Mode } from './earlyRule.js';

/** When trials are judged, and by which values. */
export interface MedianRuleOptions {
  /** Iterations that each trial is given before it is judged. Default 0. */
  readonly after?: number;
  /** How many others must have come as far before a trial is judged. Default 3. */
  readonly others?: number;
  readonly mode: Mode;
}

/**
 * The median stopping rule: a trial is stopped when the best value that it has reported is worse than the
 * median of the others' running averages.
 *
 * The running average of another trial is that of its values up to this iteration; the others are all trials
 * that have come as far, whether they still run or not. (Vizier takes only those that have ended; in a small
 * sweep, where most trials run side by side, that would be hardly any.)
 *
 * @throws {RangeError} at the call, when `after` is not 0 or more, `others` not a whole number, 1 or more,
 * or the mode is unknown
 * @example
 * const run = (values) => from(values.map((value, i) => ({ iteration: i + 1, value })));
 * const stopped$ = sweep([[0.3], [0.4], [0.9]], run, { early: medianRule({ mode: 'min', others: 2 }) }).pipe(filter(({ type }) => type === 'stopped'));
 * lastValueFrom(stopped$.pipe(map(({ reason }) => reason))) // => 'its best value 0.9 is worse than 0.35, the median of 2 others at iteration 1'
 * Source: Golovin et al., Google Vizier: a service for black-box optimization (2017), section 3.2.
 */
export function medianRule({ after = 0, others = 3, mode }: MedianRuleOptions): EarlyRule {
  const order = bestFirst(mode);
  if (!(after >= 0)) {
    throw new RangeError(
      `Trials are judged after a number of iterations, 0 or more; found ${after}`,
    );
  }
  if (!Number.isInteger(others) || others < 1) {
    throw new RangeError(`A median needs a whole number of others, 1 or more; found ${others}`);
  }
  return () => {
    const courses = new Map<number, Course>();
    return (index, { iteration, value }) => {
      const own = courses.get(index) ?? { best: value, points: [] };
      courses.set(index, own);
      if (order(value, own.best) < 0) own.best = value;
      own.points.push({ iteration, average: averageWith(own, value) });
      if (iteration < after) return undefined;

      const averages = [...courses]
        .filter(([other]) => other !== index)
        .flatMap(([, course]) => averageAt(course, iteration) ?? []);
      if (averages.length < others) return undefined;
      const median = medianOf(averages.sort(order));
      if (order(own.best, median) <= 0) return undefined;
      return (
        `its best value ${own.best} is worse than ${median}, ` +
        `the median of ${averages.length} others at iteration ${iteration}`
      );
    };
  };
}

/** What a trial has reported so far. */
interface Course {
  best: number;
  readonly points: { readonly iteration: number; readonly average: number }[];
}

function averageWith({ points }: Course, value: number): number {
  const before = points.length === 0 ? 0 : points[points.length - 1].average;
  return before + (value - before) / (points.length + 1);
}

/** The running average up to an iteration; undefined for a trial that has not come as far. */
function averageAt({ points }: Course, iteration: number): number | undefined {
  if (points[points.length - 1].iteration < iteration) return undefined;
  return points.findLast((point) => point.iteration <= iteration)?.average;
}

function medianOf(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
