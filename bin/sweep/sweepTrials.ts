import {
  EMPTY,
  lastValueFrom,
  map,
  NEVER,
  type Observable,
  skip,
  take,
  takeUntil,
  tap,
} from 'rxjs';
import { chooseKernels, createEvaluator, DataError, DivergenceError } from '../../src/index.js';
import { type SweepEvent, sweep } from '../../streams/index.js';
import { sourceOf } from '../dataOptions.js';
import { type LoadedData, loadData } from '../loadData.js';
import { colorsFor } from '../output/colors.js';
import { plan, requireRoom } from '../plan.js';
import { requireWritable, writePlots } from '../plots/writePlots.js';
import type { Terminal } from '../terminal.js';
import { wireRuns } from '../wireRuns.js';
import { type AxisName, axisNames, type Trial } from './axes.js';
import { earlyRuleOf, modeOf } from './earlyRuleOf.js';
import { type Part, partsOf } from './partsOf.js';
import { type Score, scoresOf } from './scoresOf.js';
import { advanced, ranked, type Standing } from './standings.js';
import { sweepBar } from './sweepBar.js';
import type { SweepOptions } from './sweepOptions.js';
import { jsonOutput, textOutput } from './sweepOutput.js';
import { trainOptionsOf } from './trainOptionsOf.js';
import { trialSheetOf } from './trialSheetOf.js';
import { trialsOf } from './trialsOf.js';

/**
 * `gradstream sweep`: loads, tries, compares, and trains the best anew on the whole training set.
 *
 * @throws {DataError} when the data cannot be used, a picture not be written, or all trials fail
 * @throws {LibraryError} when the kernels are to be blas and there is no library
 * @throws {DivergenceError} when the best trial diverges on the whole training set
 */
export async function sweepTrials(options: SweepOptions, terminal: Terminal): Promise<void> {
  const { plot, json = false } = options;
  const { stdout, stderr, interrupt$ } = terminal;
  const mode = modeOf(options);

  const data = await lastValueFrom(loadData(sourceOf(options)));
  if (plot !== undefined) await requireWritable(plot); // now, not after an hour of training
  for (const note of notesOn(options)) stderr.write(`note: ${note}\n`);
  const trials = trialsOf(options.choices, options);
  const swept = sweptOf(trials);
  const parts = partsOf(options, data);
  requireTrainable(trials, parts, options);

  const say = (line: string) => stdout.write(`${line}\n`);
  const output = json
    ? jsonOutput(options, say)
    : textOutput(options, swept, { data, colors: colorsFor(stdout) }, say);
  const bar = stderr.isTTY ? sweepBar(trials, mode, stderr) : undefined;
  const standings: Standing[] = [];
  const show = (event: SweepEvent<Trial, Score>) => {
    const standing = advanced(standings[event.index], event);
    standings[event.index] = standing;
    bar?.clear();
    output.event(event, standing);
    bar?.show(standings);
  };
  const atOnce = interrupt$.pipe(skip(1)).subscribe(() => {
    bar?.clear();
    terminal.exit();
  });
  try {
    // Behind that subscription, which keeps an interrupt that comes at once from ending the process.
    output.begin(trials, parts);
    const event$ = eventsOf(trials, parts, options).pipe(
      tap(show),
      takeUntil(interrupt$.pipe(take(1))),
    );
    await lastValueFrom(event$, { defaultValue: undefined });
    bar?.clear();
    const table = ranked(standings, mode);
    output.table(table);
    if (plot !== undefined) {
      const files = await picturesOf(table, swept, options);
      await writePlots(plot, files);
      output.pictures(plot, Object.keys(files));
    }
    const isWhole = table.length === trials.length && !table.some(isRunning);
    const [best] = table;
    if (isWhole && best.state === 'failed') {
      throw new DataError(`No trial has finished; the first failed: ${standings[0].reason}`);
    }
    if (best?.state !== 'finished') return;
    const tested$ = isWhole ? testAccuracyOf(best.trial, options, data) : EMPTY;
    const accuracy = await lastValueFrom(tested$.pipe(takeUntil(interrupt$)), {
      defaultValue: undefined,
    });
    output.best(best, accuracy);
  } finally {
    bar?.clear();
    atOnce.unsubscribe();
  }
}

function notesOn({ kernels, validation }: SweepOptions): string[] {
  const { note } = chooseKernels(kernels);
  return [
    ...(note === undefined ? [] : [note]),
    ...(validation === 'test'
      ? ['the best is chosen on the test set, whose figure then flatters it']
      : []),
  ];
}

/** Refuses trials that cannot begin before the first one does. */
function requireTrainable(
  trials: readonly Trial[],
  parts: readonly Part[],
  options: SweepOptions,
): void {
  for (const trial of trials) {
    for (const { data } of parts) requireRoom(trainOptionsOf(trial, options), data.train);
  }
}

/** The hyperparameters in which trials differ. */
function sweptOf(trials: readonly Trial[]): AxisName[] {
  return axisNames.filter((name) => trials.some((trial) => trial[name] !== trials[0][name]));
}

/** A cost that stops being finite fails its trial; any other trouble is that of the whole sweep. */
function eventsOf(
  trials: readonly Trial[],
  parts: readonly Part[],
  options: SweepOptions,
): Observable<SweepEvent<Trial, Score>> {
  const { concurrency } = options;
  const early = earlyRuleOf(options, trials);
  const run = (trial: Trial) => scoresOf(trial, parts, options);
  return sweep(trials, run, { concurrency, ...(early && { early }) }).pipe(
    tap((event) => {
      if (event.type === 'failed' && !(event.error instanceof DivergenceError)) throw event.error;
    }),
  );
}

function isRunning({ state }: Standing): boolean {
  return state === 'running';
}

/** The accuracy on the test set of the network that a trial gives on the whole training set. */
function testAccuracyOf(trial: Trial, options: SweepOptions, data: LoadedData): Observable<number> {
  const planned = plan(trainOptionsOf(trial, options), data);
  const [{ end$ }] = wireRuns(planned, NEVER);
  return end$.pipe(map(({ network }) => createEvaluator(planned.test)(network)));
}

async function picturesOf(
  table: readonly Standing[],
  swept: readonly AxisName[],
  { metric }: SweepOptions,
): Promise<Record<string, string>> {
  const { trialLines } = await import('../plots/index.js');
  return { 'sweep.svg': trialLines(trialSheetOf(table, swept, metric)) };
}
