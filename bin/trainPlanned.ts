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
import { headLines, textLine } from './output/textLines.js';
import { pictures, type Trained } from './pictures.js';
import type { Plan } from './plan.js';
import { writePlots } from './plots/writePlots.js';
import { commandsFrom } from './run/commandsFrom.js';
import type { SavedRun } from './run/runFolder.js';
import { beginsOf, type RunEvent } from './runEvents.js';
import type { Terminal } from './terminal.js';
import { toldEvents } from './toldEvents.js';
import type { TrainOptions } from './trainOptions.js';
import { type Run, wireRuns } from './wireRuns.js';

/** The most points that are kept of the course of a cost. */
const HISTORY_POINTS = 200;

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
  const { plot, json = false, control = false, serve = false, port = 0 } = options;
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
  /** Commands of watchers. */
  const served$ = new Subject<Command>();
  if (!serve) served$.complete();
  let unsaved: string | undefined;
  let stopped = false;
  let interrupted = false;
  const stop$ = interrupt$.pipe(
    take(1),
    tap(() => {
      stopped = true;
    }),
  );
  const runs = wireRuns(planned, stop$, {
    resume: saved?.resume,
    troubles: trouble$,
    // A run that obeys nobody need not ask at each iteration.
    ...((control || serve || repeated.length > 0) && {
      command$: merge(commandsFrom(terminal, control, repeated), served$),
      applied: applied$,
    }),
  });
  const bar = stderr.isTTY ? progressBar(runs[0].step$, options.iterations, stderr) : undefined;
  const atTheEnd: string[] = [];
  const print = (event: RunEvent) => {
    bar?.clear();
    if (json) say(JSON.stringify(event));
    else if (!isNews(event, unsaved)) return;
    else if (event.type === 'result') atTheEnd.push(textLine(event, runs.length > 1, colors));
    else say(textLine(event, runs.length > 1, colors));
  };
  const charted = stdout.isTTY === true && !json;
  const keepsHistory = charted || plot !== undefined;
  const events$ = toldEvents(runs, planned, options, { applied$, trouble$, saved }).pipe(
    tap(print),
    tap((event) => {
      if (event.type === 'saved') unsaved = undefined;
      if (event.type === 'notSaved') unsaved = event.reason;
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
  // Loaded when it is asked for: it takes as long as all the rest.
  const server = serve ? await import('./serving/serveRuns.js') : undefined;
  const serving = server
    ? await server.serveRuns(
        {
          runs,
          begins: runs.map((run) => beginsOf(run, planned, options, saved?.resume?.iteration)),
          event$: events$,
          command: served$,
        },
        planned,
        data,
        port,
      )
    : undefined;
  if (serving !== undefined) {
    const { url, tokens } = serving;
    if (json) say(JSON.stringify({ type: 'serving', url, controllerToken: tokens.controller }));
    else say(`Live at ${url}#token=${tokens.controller}`);
  }
  const [trained] = await lastValueFrom(
    forkJoin([
      forkJoin(runs.map((run) => trainedBy(run, keepsHistory, saved))),
      shown$.pipe(ignoreElements(), endWith(null)),
    ]).pipe(finalize(() => atOnce.unsubscribe())),
  );

  if (charted) say(costChart(trained, stdout.columns, colors));
  atTheEnd.forEach(say);
  if (unsaved !== undefined) {
    throw new DataError(`The run has ended, and its last state is lost: ${unsaved}`);
  }
  if (saved !== undefined && !json) {
    const { folder } = saved;
    say(`Saved in ${folder}${stopped ? `: "gradstream resume ${folder}" goes on with it` : ''}`);
  }
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
  if (server === undefined || serving === undefined) return;
  heard?.unsubscribe();
  // Who has interrupted the run has seen enough.
  if (options.exit === true || interrupted) await serving.close();
  else await server.serveUntil(serving, interrupt$, json ? () => {} : say);
}

/** In text, saving is told of when it begins to fail, and when it works again. */
function isNews(event: RunEvent, unsaved: string | undefined): boolean {
  if (event.type === 'saved') return unsaved !== undefined;
  return event.type !== 'notSaved' || unsaved === undefined;
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
