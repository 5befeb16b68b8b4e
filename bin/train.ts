import {
  endWith,
  finalize,
  forkJoin,
  ignoreElements,
  lastValueFrom,
  map,
  merge,
  type Observable,
  of,
  skip,
  take,
  tap,
} from 'rxjs';
import { sourceOf } from './dataOptions.js';
import { loadData } from './loadData.js';
import { colorsFor } from './output/colors.js';
import { costChart } from './output/costChart.js';
import { costHistory } from './output/costHistory.js';
import { progressBar } from './output/progressBar.js';
import { headLines, textLine } from './output/textLines.js';
import { pictures, type Trained } from './pictures.js';
import { plan } from './plan.js';
import { requireWritable, writePlots } from './plots/writePlots.js';
import { type RunEvent, runEvents } from './runEvents.js';
import type { TrainOptions } from './trainOptions.js';
import { type Run, wireRuns } from './wireRuns.js';

/** The most points that are kept of the course of a cost. */
const HISTORY_POINTS = 200;

/** What the command speaks to, and what stops it. */
export interface Terminal {
  readonly stdout: Output & { readonly columns?: number };
  readonly stderr: Output;
  /** The first ends the run with the result so far, the second calls `exit`. */
  readonly interrupt$: Observable<unknown>;
  exit(): void;
}

type Output = NodeJS.WritableStream & { readonly isTTY?: boolean };

/**
 * `gradstream train`: loads, trains, shows, draws.
 *
 * @throws {DataError} when the data cannot be used, or the pictures cannot be written
 * @throws {LibraryError} when the kernels are to be blas and there is no library
 * @throws {DivergenceError} when a cost stops being finite
 */
export async function train(options: TrainOptions, terminal: Terminal): Promise<void> {
  const { plot, json = false } = options;
  const { stdout, stderr, interrupt$ } = terminal;
  const colors = colorsFor(stdout);
  const say = (line: string) => stdout.write(`${line}\n`);

  const data = await lastValueFrom(loadData(sourceOf(options)));
  if (plot !== undefined) await requireWritable(plot); // now, not after an hour of training
  const planned = plan(options, data);
  const { note } = planned.kernels;
  if (note !== undefined) stderr.write(`note: ${note}\n`);
  if (!json) headLines(data, planned, options).forEach(say);

  const runs = wireRuns(planned, interrupt$.pipe(take(1)));
  const bar = stderr.isTTY ? progressBar(runs[0].step$, options.iterations, stderr) : undefined;
  const atTheEnd: string[] = [];
  const print = (event: RunEvent) => {
    bar?.clear();
    if (json) say(JSON.stringify(event));
    else if (event.type === 'result') atTheEnd.push(textLine(event, runs.length > 1, colors));
    else say(textLine(event, runs.length > 1, colors));
  };
  const charted = stdout.isTTY === true && !json;
  const keepsHistory = charted || plot !== undefined;
  const events$ = merge(...runs.map((run) => runEvents(run, planned, options)));
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

/** The network, and the course of its cost where somebody wants it, when the run has ended. */
function trainedBy({ name, step$, end$ }: Run, keepsHistory: boolean): Observable<Trained> {
  return forkJoin({
    end: end$,
    history: keepsHistory ? step$.pipe(costHistory(HISTORY_POINTS)) : of([]),
  }).pipe(map(({ end: { network }, history }) => ({ name, network, history })));
}
