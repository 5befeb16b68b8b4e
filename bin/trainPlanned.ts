import {
  asapScheduler,
  concatMap,
  endWith,
  filter,
  finalize,
  forkJoin,
  identity,
  ignoreElements,
  lastValueFrom,
  map,
  merge,
  type Observable,
  observeOn,
  of,
  Subject,
  share,
  skip,
  take,
  takeUntil,
  tap,
} from 'rxjs';
import { DataError, type Trouble } from '../src/index.js';
import type { Applied } from '../streams/index.js';
import type { LoadedData } from './loadData.js';
import { colorsFor } from './output/colors.js';
import { costChart } from './output/costChart.js';
import { costHistory } from './output/costHistory.js';
import { progressBar } from './output/progressBar.js';
import { headLines, textLine } from './output/textLines.js';
import { pictures, type Trained } from './pictures.js';
import type { Plan } from './plan.js';
import { writePlots } from './plots/writePlots.js';
import { commandsFrom } from './run/commandsFrom.js';
import type { SavedRun } from './run/runFolder.js';
import { loggedCommands, savedEvents } from './run/savedEvents.js';
import { evaluations, type RunEvent, runEvents } from './runEvents.js';
import type { Terminal } from './terminal.js';
import type { TrainOptions } from './trainOptions.js';
import { type Run, wireRuns } from './wireRuns.js';

/** The most points that are kept of the course of a cost. */
const HISTORY_POINTS = 200;

/** What a run is saved as, unless the options say. */
const SAVE_EVERY = 1000;

/**
 * Trains what has been planned, and shows it happening; where the run is saved, from where it stood.
 *
 * @throws {DataError} when the pictures, or the last state, cannot be written
 * @throws {DivergenceError} when a cost stops being finite
 */
export async function trainPlanned(
  planned: Plan,
  options: TrainOptions,
  data: LoadedData,
  terminal: Terminal,
  saved?: SavedRun,
): Promise<void> {
  const { plot, json = false, control = false } = options;
  const { stdout, stderr, interrupt$ } = terminal;
  const colors = colorsFor(stdout);
  const say = (line: string) => stdout.write(`${line}\n`);
  const { note } = planned.kernels;
  for (const text of [...(note === undefined ? [] : [note]), ...(saved?.notes ?? [])]) {
    stderr.write(`note: ${text}\n`);
  }
  if (!json) headLines(data, planned, options).forEach(say);

  const applied$ = new Subject<Applied>();
  const trouble$ = new Subject<Trouble>();
  const repeated = saved?.repeated ?? [];
  const runs = wireRuns(planned, interrupt$.pipe(take(1)), {
    resume: saved?.resume,
    troubles: trouble$,
    // A run that obeys nobody need not ask at each iteration.
    ...((control || repeated.length > 0) && {
      command$: commandsFrom(terminal, control, repeated),
      applied: applied$,
    }),
  });
  const bar = stderr.isTTY ? progressBar(runs[0].step$, options.iterations, stderr) : undefined;
  const atTheEnd: string[] = [];
  const print = (event: RunEvent) => {
    bar?.clear();
    if (json) say(JSON.stringify(event));
    else if (event.type === 'saved') return;
    else if (event.type === 'result') atTheEnd.push(textLine(event, runs.length > 1, colors));
    else say(textLine(event, runs.length > 1, colors));
  };
  const charted = stdout.isTTY === true && !json;
  const keepsHistory = charted || plot !== undefined;
  let unsaved: string | undefined;
  const events$ = merge(
    commandEvents(applied$, saved),
    troubleEvents(trouble$, saved).pipe(takeUntil(endOfAll(runs))),
    ...runs.map((run) => eventsOf(run, planned, options, applied$, saved)),
    endingWith(runs, applied$),
  ).pipe(
    tap((event) => {
      if (event.type === 'saved') unsaved = undefined;
      if (event.type === 'notSaved') unsaved = event.reason;
    }),
  );
  const shown$ = merge(events$.pipe(tap(print)), bar?.shown$ ?? []);
  const atOnce = interrupt$.pipe(skip(1)).subscribe(() => {
    bar?.clear();
    terminal.exit();
  });
  const [trained] = await lastValueFrom(
    forkJoin([
      forkJoin(runs.map((run) => trainedBy(run, keepsHistory))),
      shown$.pipe(ignoreElements(), endWith(null)),
    ]).pipe(finalize(() => atOnce.unsubscribe())),
  );

  if (charted) say(costChart(trained, stdout.columns, colors));
  atTheEnd.forEach(say);
  if (unsaved !== undefined) throw new DataError(unsaved);
  if (saved !== undefined && !json) say(`Saved in ${saved.folder}`);
  if (plot !== undefined) {
    const files = await pictures(trained, data.test, planned.test);
    await writePlots(plot, files);
    if (!json) {
      say(`Pictures in ${plot}: ${Object.keys(files).join(', ')}`);
      if (!Object.keys(files).some((name) => name.startsWith('samples'))) {
        say('No sheet of samples: the examples are not images of bytes');
      }
    }
  }
}

/** What a run tells, and what becomes of saving it. */
function eventsOf(
  run: Run,
  planned: Plan,
  options: TrainOptions,
  applied$: Observable<Applied>,
  saved: SavedRun | undefined,
): Observable<RunEvent> {
  const told$ = runEvents(run, planned, options).pipe(share());
  const asked$ = applied$.pipe(
    filter(({ command, refused }) => command.type === 'evaluate' && refused === undefined),
  );
  const evaluation$ = evaluations(run, planned, asked$);
  if (saved === undefined) return merge(told$, evaluation$);
  const report$ = told$.pipe(filter((event) => event.type === 'cost'));
  const saving = { saveEvery: options.saveEvery ?? SAVE_EVERY };
  const saved$ = savedEvents({ step$: run.step$, report$, applied$ }, saved, saving).pipe(
    map(
      ({ iteration, error }): RunEvent =>
        error === undefined
          ? { type: 'saved', iteration }
          : { type: 'notSaved', iteration, reason: messageOf(error) },
    ),
  );
  // Reports before states, so that the log is never behind.
  return merge(told$, evaluation$, saved$);
}

/** Commands, each when it can be relied on. */
function commandEvents(
  applied$: Observable<Applied>,
  saved: SavedRun | undefined,
): Observable<RunEvent> {
  return applied$.pipe(
    saved === undefined ? identity : concatMap(loggedCommands(saved)),
    map((applied): RunEvent => ({ type: 'command', ...applied })),
  );
}

/** What guards find, which the log is told too. */
function troubleEvents(
  trouble$: Observable<Trouble>,
  saved: SavedRun | undefined,
): Observable<RunEvent> {
  return trouble$.pipe(
    map((trouble) => ({ type: 'trouble' as const, ...trouble })),
    // Written with the next flush, which tells when it cannot be.
    tap((event) => void saved?.log.appendEvent({ ...event })),
  );
}

function endOfAll(runs: readonly Run[]): Observable<unknown> {
  return forkJoin(runs.map(({ end$ }) => end$));
}

/** Ends the commands when the runs have ended; not at once, since the last are told back then. */
function endingWith(runs: readonly Run[], applied$: Subject<Applied>): Observable<never> {
  return endOfAll(runs).pipe(
    observeOn(asapScheduler),
    finalize(() => applied$.complete()),
    ignoreElements(),
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The network, and the course of its cost where somebody wants it, when the run has ended. */
function trainedBy({ name, step$, end$ }: Run, keepsHistory: boolean): Observable<Trained> {
  return forkJoin({
    end: end$,
    history: keepsHistory ? step$.pipe(costHistory(HISTORY_POINTS)) : of([]),
  }).pipe(map(({ end: { network }, history }) => ({ name, network, history })));
}
