import {
  defaultIfEmpty,
  forkJoin,
  fromEvent,
  ignoreElements,
  lastValueFrom,
  map,
  merge,
  type Observable,
  take,
  tap,
} from 'rxjs';
import { type DataSource, loadData } from './loadData.js';
import { chartPoints, costChart } from './output/costChart.js';
import { costHistory } from './output/costHistory.js';
import { progressBar } from './output/progressBar.js';
import { headLines, textLine } from './output/textLines.js';
import { pictures, type Trained } from './pictures.js';
import { plan } from './plan.js';
import { writePlots } from './plots/writePlots.js';
import { type RunEvent, runEvents } from './runEvents.js';
import { type Run, startRuns } from './startRuns.js';
import type { TrainOptions } from './trainOptions.js';

/**
 * `gradstream train`: loads, trains, shows, draws.
 *
 * @throws {DataError} when the data cannot be used, or the pictures cannot be written
 * @throws {DivergenceError} when a cost stops being finite
 */
export async function train(options: TrainOptions): Promise<void> {
  const { plot, json } = options;
  const { stdout, stderr } = process;
  const say = (line: string) => stdout.write(`${line}\n`);

  const data = await lastValueFrom(loadData(sourceOf(options)));
  const planned = plan(options, data);
  if (plot !== undefined) await writePlots(plot, {}); // now, not after an hour of training
  if (!json) headLines(data, planned, options).forEach(say);

  const runs = startRuns(planned, fromEvent(process, 'SIGINT').pipe(take(1)));
  const bar = stderr.isTTY ? progressBar(runs[0].step$, options.iterations, stderr) : undefined;
  const atTheEnd: string[] = [];
  const print = (event: RunEvent) => {
    bar?.clear();
    if (json) say(JSON.stringify(event));
    else if (event.type === 'result') atTheEnd.push(textLine(event, runs.length > 1));
    else say(textLine(event, runs.length > 1));
  };
  const event$ = merge(...runs.map((run) => runEvents(run, planned, options)));
  const [trained] = await lastValueFrom(
    forkJoin([
      forkJoin(runs.map((run) => trainedBy(run, options.iterations, chartPoints(stdout.columns)))),
      merge(event$.pipe(tap(print)), bar?.shown$ ?? []).pipe(
        ignoreElements(),
        defaultIfEmpty(null),
      ),
    ]),
  );

  if (stdout.isTTY && !json) say(costChart(trained));
  atTheEnd.forEach(say);
  if (plot !== undefined) {
    const files = await pictures(trained, data.test, planned.test);
    await writePlots(plot, files);
    if (!json) say(`Pictures in ${plot}: ${Object.keys(files).join(', ')}`);
  }
}

function sourceOf({ train: trainFile, test, xName, yName }: TrainOptions): DataSource {
  return {
    ...(trainFile !== undefined && test !== undefined && { files: { train: trainFile, test } }),
    ...(xName && { x: xName }),
    ...(yName && { y: yName }),
  };
}

/** The network and the course of its cost, when the run has ended. */
function trainedBy(
  { name, network, step$ }: Run,
  iterations: number,
  points: number,
): Observable<Trained> {
  return forkJoin({
    network: step$.pipe(
      map((step) => step.network),
      defaultIfEmpty(network),
    ),
    history: step$.pipe(costHistory(iterations, points)),
  }).pipe(map((trained) => ({ name, ...trained })));
}
