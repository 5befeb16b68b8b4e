import { lastValueFrom, map, NEVER, type Observable, skip, take, takeUntil, tap } from 'rxjs';
import { chooseKernels, createEvaluator, DataError, DivergenceError } from '../../src/index.js';
import { type SweepEvent, sweep } from '../../streams/index.js';
import { sourceOf } from '../dataOptions.js';
import { type LoadedData, loadData } from '../loadData.js';
import { colorsFor } from '../output/colors.js';
import { plan } from '../plan.js';
import { requireWritable, writePlots } from '../plots/writePlots.js';
import type { Terminal } from '../train.js';
import { wireRuns } from '../wireRuns.js';
import { type AxisName, axisNames, type Trial } from './axes.js';
import { earlyRuleOf, modeOf } from './earlyRuleOf.js';
import { partsOf } from './partsOf.js';
import { type Score, scoresOf } from './scoresOf.js';
import { advanced, ranked, type Standing } from './standings.js';
import { sweepBar } from './sweepBar.js';
import { beginsOf, type SweepLine, settingsOf, trialLine } from './sweepLines.js';
import type { SweepOptions } from './sweepOptions.js';
import { tableLines } from './tableLines.js';
import { bestLine, endLine, headLines } from './textLines.js';
import { trainLineOf, trainOptionsOf } from './trainOptionsOf.js';
import { trialSheetOf } from './trialSheetOf.js';
import { trialsOf } from './trialsOf.js';

/**
 * `gradstream sweep`: loads, tries, compares, and trains the best anew on the whole training set.
 *
 * @throws {DataError} when the data cannot be used, pictures not be written, or all trials fail
 * @throws {LibraryError} when the kernels are to be blas and there is no library
 * @throws {DivergenceError} when the best trial diverges on the whole training set
 */
export async function sweepTrials(options: SweepOptions, terminal: Terminal): Promise<void> {
  const { plot, json = false, metric } = options;
  const { stdout, stderr, interrupt$ } = terminal;
  const colors = colorsFor(stdout);
  const mode = modeOf(options);
  const say = (line: string) => stdout.write(`${line}\n`);
  const sayJson = (line: SweepLine) => say(JSON.stringify(line));

  const data = await lastValueFrom(loadData(sourceOf(options)));
  if (plot !== undefined) await requireWritable(plot);
  const { note } = chooseKernels(options.kernels);
  if (note !== undefined) stderr.write(`note: ${note}\n`);
  if (options.validation === 'test') {
    stderr.write('note: the best is chosen on the test set, whose figure then flatters it\n');
  }
  const trials = trialsOf(options.choices, options);
  const swept = sweptOf(trials);
  const parts = partsOf(options, data);
  if (json) sayJson(beginsOf(trials, parts, options));
  else headLines(trials, swept, parts, options).forEach(say);

  const standings: Standing[] = [];
  const bar = stderr.isTTY ? sweepBar(trials, mode, stderr) : undefined;
  const show = (event: SweepEvent<Trial, Score>) => {
    const standing = advanced(standings[event.index], event);
    standings[event.index] = standing;
    if (json) {
      bar?.clear();
      sayJson(trialLine(event, standing));
    } else if (standing.state !== 'running') {
      bar?.clear();
      say(endLine(standing, swept, trials.length));
    }
    bar?.show(standings);
  };
  const early = earlyRuleOf(options, trials);
  const event$ = sweep(trials, (trial) => scoresOf(trial, parts, options), {
    concurrency: options.concurrency,
    ...(early && { early }),
  }).pipe(tap(requireDiverged), tap(show), takeUntil(interrupt$.pipe(take(1))));
  const atOnce = interrupt$.pipe(skip(1)).subscribe(() => {
    bar?.clear();
    terminal.exit();
  });
  try {
    await lastValueFrom(event$, { defaultValue: undefined });
    bar?.clear();
    const table = ranked(standings, mode);
    if (!json) tableLines(table, { swept, metric, colors }).forEach(say);
    if (plot !== undefined) {
      await writePlots(plot, await picturesOf(table, swept, options));
      if (!json) say(`Picture in ${plot}: sweep.svg`);
    }
    const [best] = table;
    const isWhole =
      standings.length === trials.length && table.every(({ state }) => state !== 'running');
    if (isWhole && best.state === 'failed') {
      throw new DataError(`All ${trials.length} trials failed; the first: ${standings[0].reason}`);
    }
    if (best?.score === undefined || best.state !== 'finished') return;
    const command = trainLineOf(best.trial, options);
    const testAccuracy = isWhole
      ? await lastValueFrom(testAccuracyOf(best.trial, options, data).pipe(takeUntil(interrupt$)), {
          defaultValue: undefined,
        })
      : undefined;
    if (json && testAccuracy !== undefined) {
      const { number: trial, score } = best;
      const settings = settingsOf(best.trial);
      sayJson({ type: 'result', trial, settings, score, testAccuracy, command });
    } else if (!json) {
      say(bestLine(best, data, testAccuracy));
      say(command);
    }
  } finally {
    bar?.clear();
    atOnce.unsubscribe();
  }
}

/** A cost that stops being finite fails a trial; any other trouble is that of the whole sweep. */
function requireDiverged(event: SweepEvent<Trial, Score>): void {
  if (event.type === 'failed' && !(event.error instanceof DivergenceError)) throw event.error;
}

/** The hyperparameters in which trials differ. */
function sweptOf(trials: readonly Trial[]): AxisName[] {
  return axisNames.filter((name) => trials.some((trial) => trial[name] !== trials[0][name]));
}

/** The accuracy on the test set of the network that the trial gives on the whole training set. */
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
