import { lastValueFrom } from 'rxjs';
import { DataError, describeDifferences, differences, type RunState } from '../src/index.js';
import { sourceOf } from './dataOptions.js';
import { loadData } from './loadData.js';
import { plan } from './plan.js';
import { requireWritable } from './plots/writePlots.js';
import { closingAfter } from './run/closingAfter.js';
import { configurationOf } from './run/configurationOf.js';
import type { RunConfiguration } from './run/runConfiguration.js';
import { openRun } from './run/runFolder.js';
import type { Terminal } from './terminal.js';
import type { TrainOptions } from './trainOptions.js';
import { trainPlanned } from './trainPlanned.js';

/**
 * `gradstream resume`: goes on with a run from its newest checkpoint, with the same bits as if it had never
 * stopped.
 *
 * @param options those of the run, with what may be another now
 * @throws {DataError} when the run cannot be read, or the data or the library are not those of the run
 */
export async function resume(
  folder: string,
  configuration: RunConfiguration,
  options: TrainOptions,
  terminal: Terminal,
): Promise<void> {
  const data = await lastValueFrom(loadData(sourceOf(options)));
  if (options.plot !== undefined) await requireWritable(options.plot);
  const planned = plan(options, data);
  requireSame(folder, configuration, configurationOf(options, planned));
  const [network] = planned.networks.values();
  const saved = await openRun(folder, network, options);
  await closingAfter(saved, async () => {
    if (saved.resume !== undefined && isComplete(saved.resume, options)) {
      terminal.stderr.write(
        `note: the run is complete after ${saved.resume.iteration} iterations: there is nothing left to train\n`,
      );
    }
    await trainPlanned(planned, options, data, terminal, saved);
  });
}

/** Whether all iterations are done, or early stopping has ended the run. */
function isComplete(
  { iteration, tracked }: RunState,
  { iterations, patience }: TrainOptions,
): boolean {
  const waited = tracked?.bestSoFar.waited ?? 0;
  return iteration >= iterations || (patience !== undefined && waited >= patience);
}

/** The options have been compared already; what is left is what they stand for here. */
function requireSame(folder: string, before: RunConfiguration, now: RunConfiguration): void {
  const { data, library } = before;
  const found = differences({ data, library }, { data: now.data, library: now.library });
  if (found.length === 0) return;
  const sets = [
    ...(data.train === now.data.train ? [] : ['the training set']),
    ...(data.test === now.data.test ? [] : ['the held-out set']),
  ];
  const other = found.filter(({ path }) => !path.startsWith('data'));
  const reasons = [
    ...(sets.length === 1 ? [`${sets[0]} is not the one that it was begun with`] : []),
    ...(sets.length > 1 ? [`${sets.join(' and ')} are not those that it was begun with`] : []),
    ...(other.length > 0 ? [describeDifferences(other)] : []),
  ];
  throw new DataError(`Cannot go on with the run in ${folder}: ${reasons.join('; ')}`);
}
