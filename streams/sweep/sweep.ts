import {
  catchError,
  defer,
  endWith,
  from,
  map,
  mergeMap,
  type Observable,
  type ObservableInput,
  of,
  startWith,
  takeWhile,
} from 'rxjs';
import type { EarlyRule } from './earlyRule.js';
import type { SweepEvent, TrialReport } from './events.js';

/** How many trials run side by side, and what ends them early. */
export interface SweepOptions {
  /** Default 4. */
  readonly concurrency?: number;
  /** Default: every trial runs to its end. */
  readonly early?: EarlyRule;
}

/**
 * Runs a trial for each configuration, at most `concurrency` at once, and tells what becomes of them.
 *
 *   trials:   (abc|)
 *   run(a):   --1--2|                                     1, 2: {iteration, value}
 *   run(b):   ---1#
 *   run(c):   --1----2|
 *             sweep(trials, run, { concurrency: 2 })
 *   out:      (AB)--1--1X-2------...                      see `SweepEvent`: A, B begun, X b failed
 *
 * A trial that fails does not end the sweep. One that the rule `early` wants stopped is left behind the report
 * that made it so, which may be its last one. `run(trial, index)` is to be cold; its configurations are begun
 * in the order given, so that with reports of a deterministic order all of the sweep is.
 *
 * Training is work of one thread: side by side means in turns, iteration by iteration where runs share a
 * scheduler. That makes nothing faster; it lets the rule compare trials while they go on.
 *
 * Timing: as the runs report; 'begun' when a trial is subscribed to. Cold. Completes when all trials have
 * ended, fails with the stream of the configurations and with the rule; unsubscribing leaves all trials.
 * @throws {RangeError} at the call, when the concurrency is not a whole number, 1 or more, or Infinity
 * @example
 * const run = (rate) => of({ iteration: 1, value: rate / 2 });
 * lastValueFrom(sweep([0.1, 0.4], run).pipe(filter(({ type }) => type === 'report'), map(({ index, report }) => [index, report.value]))) // => [1, 0.2]
 */
export function sweep<Trial, Report extends TrialReport>(
  trials: ObservableInput<Trial>,
  run: (trial: Trial, index: number) => ObservableInput<Report>,
  { concurrency = 4, early }: SweepOptions = {},
): Observable<SweepEvent<Trial, Report>> {
  if (!(concurrency >= 1 && (Number.isInteger(concurrency) || concurrency === Infinity))) {
    throw new RangeError(
      `A sweep runs a whole number of trials at once, 1 or more; found ${concurrency}`,
    );
  }
  type Event = SweepEvent<Trial, Report>;
  return defer(() => {
    const judge = early?.();
    return from(trials).pipe(
      mergeMap((trial, index) => {
        const eventsOf = (report: Report): Event[] => {
          const reason = judge?.(index, report);
          const reported: Event = { type: 'report', index, trial, report };
          return reason === undefined
            ? [reported]
            : [reported, { type: 'stopped', index, trial, reason }];
        };
        return defer(() => run(trial, index)).pipe(
          map((report) => ({ report })),
          catchError((error: unknown) => of({ error })),
          mergeMap((outcome): Event[] =>
            'error' in outcome
              ? [{ type: 'failed', index, trial, error: outcome.error }]
              : eventsOf(outcome.report),
          ),
          startWith<Event>({ type: 'begun', index, trial }),
          endWith<Event>({ type: 'finished', index, trial }),
          takeWhile(({ type }) => type !== 'stopped' && type !== 'failed', true),
        );
      }, concurrency),
    );
  });
}
