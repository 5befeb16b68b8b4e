import {
  catchError,
  concatMap,
  EMPTY,
  endWith,
  from,
  ignoreElements,
  interval,
  merge,
  type Observable,
  share,
  takeUntil,
  tap,
} from 'rxjs';
import { encodeRunState, type Network, type RunState } from '../../src/index.js';
import { type Applied, type Saved, saveEvery } from '../../streams/index.js';
import type { CostReport } from '../runEvents.js';
import { carriedOut } from '../steering/carriedOut.js';
import type { TrainedStep } from '../wireRuns.js';
import type { SavedRun } from './runFolder.js';

/** What the log and the checkpoints of a run are made from. */
export interface RunToSave {
  readonly step$: Observable<TrainedStep>;
  /** The regular reports. Subscribed to before the steps, so that a checkpoint is never ahead of them. */
  readonly report$: Observable<CostReport>;
  readonly applied$: Observable<Applied>;
}

/** How often, and what a checkpoint is told apart by. */
export interface SavingOptions {
  readonly saveEvery: number;
  /** The score of a network, where the best checkpoint stays. */
  readonly scoreOf?: ((network: Network) => number) | undefined;
}

/** The log is written that often, in ms. */
const FLUSH_EVERY = 500;

/**
 * Writes a run into its folder while it goes on: each cost, the reports, the commands, the states. Emits what
 * became of each state. A disk that fails costs what should have been written, not the run.
 *
 *   step$:  s--s--s--s--s--|
 *   out:    ------1-----2---3|     saved after every n-th iteration, and at the end
 *
 * Timing: completes when the last state is saved; fails with the steps.
 */
export function savedEvents(
  { step$, report$, applied$ }: RunToSave,
  { log, checkpoints }: SavedRun,
  options: SavingOptions,
): Observable<Saved> {
  const logReport = (report: CostReport) => {
    const { iteration } = report;
    log.append('learningRate', iteration, report.learningRate);
    log.append('trainAccuracy', iteration, report.trainAccuracy);
    log.append('testAccuracy', iteration, report.testAccuracy);
  };
  const save = async (state: RunState) => {
    const score = options.scoreOf?.(state.learner.network);
    // The log is never behind a checkpoint.
    await log.sync();
    await checkpoints.save({
      iteration: state.iteration,
      files: encodeRunState(state),
      ...(score !== undefined && { score }),
    });
  };
  const now$ = applied$.pipe(carriedOut('save'));
  const logged$ = step$.pipe(
    tap(({ index, cost }) => log.append('cost', index + 1, cost)),
    share(),
  );
  const end$ = logged$.pipe(ignoreElements(), endWith(undefined));
  // What cannot be written now stays in the log, and fails again with the next checkpoint, which tells of it.
  const flushed$ = interval(FLUSH_EVERY).pipe(
    takeUntil(end$),
    concatMap(() => from(log.flush()).pipe(catchError(() => EMPTY))),
  );
  return merge(
    report$.pipe(tap(logReport), ignoreElements()),
    flushed$.pipe(ignoreElements()),
    logged$.pipe(saveEvery(options.saveEvery, save, { now$ })),
  );
}
