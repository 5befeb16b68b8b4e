import {
  concat,
  defer,
  filter,
  ignoreElements,
  map,
  merge,
  mergeMap,
  type Observable,
  type Subject,
  tap,
} from 'rxjs';
import { type Applied, every, type Saved } from '../../streams/index.js';
import { type SaveReport, saveReport } from '../run/saveReport.js';
import { carriedOut } from '../steering/carriedOut.js';
import { completeBehind } from '../steering/completeBehind.js';
import type { Learnt } from './learning.js';
import type { LearnEvent, LearnReport } from './learnLines.js';

/** What there is to tell of. */
export interface LearningToTell {
  readonly step$: Observable<Learnt>;
  readonly saved$: Observable<Saved>;
  /** Is completed when the steps have ended. */
  readonly applied$: Subject<Applied>;
  readonly reportEvery: number;
  /** Steps that were done before. */
  readonly resumedAt: number;
  /** How many could not be read so far. */
  readonly unreadable: () => number;
  /** How many were dropped so far before they could be read. */
  readonly lost: () => number;
}

/**
 * What there is to tell of a run that learns, in the order in which it happens, with a last report and the end.
 *
 * Timing: completes when the steps have ended and the last state is saved; fails with the steps.
 */
export function learnEvents({
  step$,
  saved$,
  applied$,
  reportEvery,
  resumedAt,
  unreadable,
  lost,
}: LearningToTell): Observable<LearnEvent> {
  return defer(() => {
    let last: Learnt | undefined;
    const counts = () => {
      const dropped = lost();
      return { unreadable: unreadable(), ...(dropped > 0 && { lost: dropped }) };
    };
    const report = ({ index, scores }: Learnt): LearnReport => ({
      type: 'report',
      iteration: index + 1,
      examples: scores.examples,
      cost: scores.windowedCost,
      recentAccuracy: scores.windowedAccuracy,
      accuracy: scores.accuracy,
      ...counts(),
    });
    const seen$ = step$.pipe(
      tap((step) => {
        last = step;
      }),
    );
    const asked$ = applied$.pipe(
      carriedOut('evaluate'),
      mergeMap(() => (last === undefined ? [] : [report(last)])),
    );
    const during$ = merge(
      step$.pipe(mergeMap(driftsOf)),
      seen$.pipe(every(reportEvery), map(report)),
      applied$.pipe(map((applied): LearnEvent => ({ type: 'command', ...applied }))),
      asked$,
      saved$.pipe(map(saveReport), newsOf(applied$)),
      completeBehind(step$, applied$),
    );
    const end$ = defer((): LearnEvent[] => {
      const iteration = last === undefined ? resumedAt : last.index + 1;
      const isReported = last === undefined || iteration % reportEvery === 0;
      return [
        ...(isReported || last === undefined ? [] : [report(last)]),
        { type: 'end', iteration, ...counts() },
      ];
    });
    return concat(during$, end$);
  });
}

function driftsOf({ index, drift }: Learnt): LearnEvent[] {
  return (drift?.found ?? []).map(({ type, at, before, after }) => {
    return { type, iteration: index + 1, example: at, before, after };
  });
}

/** Of saving: that it begins to fail, that it works again, and what became of it where somebody has asked. */
function newsOf(applied$: Observable<Applied>) {
  return (event$: Observable<SaveReport>): Observable<SaveReport> =>
    defer(() => {
      let isFailing = false;
      let isAsked = false;
      const asking$ = applied$.pipe(
        carriedOut('save'),
        tap(() => {
          isAsked = true;
        }),
        ignoreElements(),
      );
      const news$ = event$.pipe(
        filter(({ type }) => {
          const isNews = isAsked || isFailing !== (type === 'notSaved');
          isFailing = type === 'notSaved';
          isAsked = false;
          return isNews;
        }),
      );
      return merge(asking$, news$);
    });
}
