import {
  concat,
  endWith,
  finalize,
  forkJoin,
  ignoreElements,
  lastValueFrom,
  map,
  merge,
  type Observable,
  of,
  Subject,
  share,
  skip,
  take,
  tap,
} from 'rxjs';
import { DataError, type Trouble } from '../src/index.js';
import type { Applied, Command } from '../streams/index.js';
import type { LoadedData } from './loadData.js';
import { colorsFor } from './output/colors.js';
import { costChart } from './output/costChart.js';
import { costHistory } from './output/costHistory.js';
import { progressBar } from './output/progressBar.js';
import { runPrinter } from './output/runPrinter.js';
import { headLines } from './output/textLines.js';
import { pictures, type Trained } from './pictures.js';
import type { Plan } from './plan.js';
import { writePlots } from './plots/writePlots.js';
import { sayPredictions } from './predicting/sayPredictions.js';
import { type Outlets, openOutlets } from './publishing/outlets.js';
import { publishingTeller } from './publishing/publishingTeller.js';
import { closingAfter } from './run/closingAfter.js';
import type { SavedRun } from './run/runFolder.js';
import { beginsOf } from './runEvents.js';
import { seenRuns } from './serving/seenRuns.js';
import { refusalOfSave } from './steering/refusalOfSave.js';
import { steeringOf } from './steering/steeringOf.js';
import type { Terminal } from './terminal.js';
import { toldEvents } from './toldEvents.js';
import type { TrainOptions } from './trainOptions.js';
import { type Run, wireRuns } from './wireRuns.js';

/** The most points that are kept of the course of a cost. */
const HISTORY_POINTS = 200;

/** Iterations from one model that is sent to the next, unless the options say. */
const PUBLISH_MODELS_EVERY = 1000;

/**
 * Trains what has been planned, and shows it happening; where the run is saved, from where it stood.
 *
 * @throws {ConnectorError} when an address is none
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
  const shown = { clear() {} };
  const outlets = await openOutlets(options, {
    every: PUBLISH_MODELS_EVERY,
    tell: publishingTeller(terminal, options.json, () => shown.clear()),
    normalizer: planned.normalizer,
  });
  await closingAfter(outlets, () =>
    trainTold(planned, options, data, terminal, { outlets, shown, saved }),
  );
}

/** What there is besides the training itself. */
interface Beside {
  readonly outlets: Outlets;
  /** How to make room for a line. */
  readonly shown: { clear(): void };
  readonly saved: SavedRun | undefined;
}

async function trainTold(
  planned: Plan,
  options: TrainOptions,
  data: LoadedData,
  terminal: Terminal,
  { outlets, shown, saved }: Beside,
): Promise<void> {
  const { plot, json = false, serve = false, port = 0 } = options;
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
  /** Commands of watchers. */
  const served$ = new Subject<Command>();
  let stopped = false;
  let interrupted = false;
  const stop$ = interrupt$.pipe(
    take(1),
    tap(() => {
      stopped = true;
    }),
  );
  const steering = steeringOf(options, terminal, saved?.repeated, serve ? served$ : undefined);
  const runs = wireRuns(planned, stop$, {
    resume: saved?.resume,
    troubles: trouble$,
    ...(steering && { command$: steering.command$, applied: applied$ }),
    ...(saved === undefined && { refusalOf: (command) => refusalOfSave(command, 'train') }),
  });
  const bar = stderr.isTTY ? progressBar(runs[0].step$, options.iterations, stderr) : undefined;
  shown.clear = () => bar?.clear();
  const printer = runPrinter({ json, compared: runs.length > 1, colors, say });
  const charted = stdout.isTTY === true && !json;
  const keepsHistory = charted || plot !== undefined;
  const events$ = toldEvents(runs, planned, options, { applied$, trouble$, saved }).pipe(
    tap((event) => {
      shown.clear();
      printer.print(event);
      // Where the run is saved, a command is on the disk by now.
      if (event.type === 'command') steering?.settled.next(event);
      stopped ||= event.type === 'command' && event.command.type === 'stop' && !event.refused;
    }),
    // Whoever comes late is told that it is over, and does not begin the runs again.
    share({ resetOnComplete: false, resetOnError: false }),
  );
  const shown$ = merge(events$, bar?.shown$ ?? []);
  const atOnce = interrupt$.pipe(skip(1)).subscribe(() => {
    bar?.clear();
    terminal.exit();
  });
  // Also when the run has ended, while its last state and its pictures are written.
  const heard = serve
    ? interrupt$.subscribe(() => {
        interrupted = true;
      })
    : undefined;
  const begins = runs.map((run) => beginsOf(run, planned, options, saved?.resume?.iteration));
  const seen = seenRuns({ runs, begins, event$: events$ });
  // Loaded when it is asked for: it takes as long as all the rest.
  const server = serve ? await import('./serving/serveRuns.js') : undefined;
  const serving = await server?.serveRuns({ runs: seen, command: served$ }, planned, data, port);
  outlets.begin(seen);
  if (serving !== undefined) {
    const { url, tokens } = serving;
    if (json) say(JSON.stringify({ type: 'serving', url, controllerToken: tokens.controller }));
    else say(`Live at ${url}#token=${tokens.controller}`);
  }
  sayPredictions(outlets, json, say);
  const [trained] = await lastValueFrom(
    forkJoin([
      forkJoin(runs.map((run) => trainedBy(run, keepsHistory, saved))),
      shown$.pipe(ignoreElements(), endWith(null)),
    ]).pipe(finalize(() => atOnce.unsubscribe())),
  );

  if (charted) say(costChart(trained, stdout.columns, colors));
  printer.atTheEnd.forEach(say);
  if (printer.unsaved !== undefined) {
    throw new DataError(`The run has ended, and its last state is lost: ${printer.unsaved}`);
  }
  if (saved !== undefined && !json) {
    const { folder } = saved;
    say(`Saved in ${folder}${stopped ? `: "gradstream resume ${folder}" goes on with it` : ''}`);
  }
  if (plot !== undefined) await draw(plot, trained, planned, data, json ? () => {} : say);
  if (server === undefined || serving === undefined) return;
  heard?.unsubscribe();
  // Who has interrupted the run has seen enough.
  if (options.exit === true || interrupted) await serving.close();
  else await server.serveUntil(serving, interrupt$, json ? () => {} : say);
}

async function draw(
  plot: string,
  trained: readonly Trained[],
  planned: Plan,
  data: LoadedData,
  say: (line: string) => void,
): Promise<void> {
  const files = await pictures(trained, data.test, planned.test);
  await writePlots(plot, files);
  say(`Pictures in ${plot}: ${Object.keys(files).join(', ')}`);
  if (!Object.keys(files).some((name) => name.startsWith('samples'))) {
    say('No sheet of samples: the examples are not images of bytes');
  }
}

/** The network, and the course of its cost where somebody wants it, when the run has ended. */
function trainedBy(
  { name, step$, end$ }: Run,
  keepsHistory: boolean,
  saved: SavedRun | undefined,
): Observable<Trained> {
  return forkJoin({
    end: end$,
    history: keepsHistory
      ? concat(saved?.costs() ?? [], step$).pipe(costHistory(HISTORY_POINTS))
      : of([]),
  }).pipe(map(({ end: { network }, history }) => ({ name, network, history })));
}
