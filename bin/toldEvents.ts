import {
  filter,
  forkJoin,
  map,
  merge,
  type Observable,
  type Subject,
  share,
  takeUntil,
} from 'rxjs';
import { createEvaluator, type Trouble } from '../src/index.js';
import type { Applied } from '../streams/index.js';
import type { Plan } from './plan.js';
import { loggedCommands, loggedTroubles } from './run/loggedEvents.js';
import type { SavedRun } from './run/runFolder.js';
import { savedEvents } from './run/savedEvents.js';
import { saveReport } from './run/saveReport.js';
import { evaluations, type RunEvent, runEvents } from './runEvents.js';
import { carriedOut } from './steering/carriedOut.js';
import { completeBehind } from './steering/completeBehind.js';
import type { TrainOptions } from './trainOptions.js';
import type { Run } from './wireRuns.js';

/** Iterations from one checkpoint to the next, unless the options say. */
const SAVE_EVERY = 1000;

/** What happens to runs besides their steps, and where they are saved. */
export interface Besides {
  /** Commands that were carried out or refused. Is completed when the runs have ended. */
  readonly applied$: Subject<Applied>;
  readonly trouble$: Observable<Trouble>;
  readonly saved: SavedRun | undefined;
}

/**
 * All that runs have to say, in the order in which it happens; saving them goes along with it.
 *
 * Timing: completes when the runs have ended, and the last state is saved; fails with them.
 */
export function toldEvents(
  runs: readonly Run[],
  planned: Plan,
  options: TrainOptions,
  { applied$, trouble$, saved }: Besides,
): Observable<RunEvent> {
  return merge(
    commandEvents(applied$, saved),
    loggedTroubles(trouble$, saved).pipe(takeUntil(endOfAll(runs))),
    ...runs.map((run) => eventsOf(run, planned, options, applied$, saved)),
    completeBehind(endOfAll(runs), applied$),
  );
}

/** What a run tells, and what becomes of saving it. */
function eventsOf(
  run: Run,
  planned: Plan,
  options: TrainOptions,
  applied$: Observable<Applied>,
  saved: SavedRun | undefined,
): Observable<RunEvent> {
  const told$ = runEvents(run, planned, options, saved?.resume?.iteration).pipe(share());
  const evaluation$ = evaluations(run, planned, applied$.pipe(carriedOut('evaluate')));
  if (saved === undefined) return merge(told$, evaluation$);
  const report$ = told$.pipe(filter((event) => event.type === 'cost'));
  const saving = {
    saveEvery: options.saveEvery ?? SAVE_EVERY,
    ...(options.keepBest && { scoreOf: createEvaluator(planned.test) }),
  };
  const saved$ = savedEvents({ step$: run.step$, report$, applied$ }, saved, saving).pipe(
    map(saveReport),
  );
  // Reports before states, so that the log is never behind.
  return merge(told$, evaluation$, saved$);
}

/** Commands, each when it can be relied on. */
function commandEvents(
  applied$: Observable<Applied>,
  saved: SavedRun | undefined,
): Observable<RunEvent> {
  return saved === undefined
    ? applied$.pipe(map((applied): RunEvent => ({ type: 'command', ...applied })))
    : loggedCommands(applied$, saved);
}

/** Ends with the last of the runs. */
function endOfAll(runs: readonly Run[]): Observable<unknown> {
  return forkJoin(runs.map(({ end$ }) => end$));
}
