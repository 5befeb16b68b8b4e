import {
  asapScheduler,
  concat,
  defer,
  endWith,
  filter,
  finalize,
  ignoreElements,
  map,
  merge,
  mergeMap,
  type Observable,
  observeOn,
  type Subject,
  tap,
} from 'rxjs';
import { type Applied, every, type Saved } from '../../streams/index.js';
import { messageOf } from '../run/messageOf.js';
import type { Learnt } from './learning.js';
import type { LearnEvent, LearnReport, LearnSaved } from './learnLines.js';

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
}: LearningToTell): Observable<LearnEvent> {
  return defer(() => {
    let last: Learnt | undefined;
    const report = ({ index, scores }: Learnt): LearnReport => ({
      type: 'report',
      iteration: index + 1,
      examples: scores.examples,
      cost: scores.windowedCost,
      recentAccuracy: scores.windowedAccuracy,
      accuracy: scores.accuracy,
      unreadable: unreadable(),
    });
    const seen$ = step$.pipe(
      tap((step) => {
        last = step;
      }),
    );
    const asked$ = applied$.pipe(
      filter(({ command, refused }) => command.type === 'evaluate' && refused === undefined),
      mergeMap(() => (last === undefined ? [] : [report(last)])),
    );
    // Not at once: the last commands are told back then.
    const ending$ = step$.pipe(
      ignoreElements(),
      endWith(undefined),
      observeOn(asapScheduler),
      finalize(() => applied$.complete()),
      ignoreElements(),
    );
    const during$ = merge(
      step$.pipe(mergeMap(driftsOf)),
      seen$.pipe(every(reportEvery), map(report)),
      applied$.pipe(map((applied): LearnEvent => ({ type: 'command', ...applied }))),
      asked$,
      saved$.pipe(map(savedEvent), newsOf(applied$)),
      ending$,
    );
    const end$ = defer((): LearnEvent[] => {
      const iteration = last === undefined ? resumedAt : last.index + 1;
      const isReported = last === undefined || iteration % reportEvery === 0;
      return [
        ...(isReported || last === undefined ? [] : [report(last)]),
        { type: 'end', iteration, unreadable: unreadable() },
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

function savedEvent({ iteration, error }: Saved): LearnSaved {
  return error === undefined
    ? { type: 'saved', iteration }
    : { type: 'notSaved', iteration, reason: messageOf(error) };
}

/** Of saving: that it begins to fail, that it works again, and what became of it where somebody has asked. */
function newsOf(applied$: Observable<Applied>) {
  return (event$: Observable<LearnSaved>): Observable<LearnSaved> =>
    defer(() => {
      let isFailing = false;
      let isAsked = false;
      const asking$ = applied$.pipe(
        tap(({ command, refused }) => {
          isAsked ||= command.type === 'save' && refused === undefined;
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
