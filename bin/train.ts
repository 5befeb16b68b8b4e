import { lastValueFrom } from 'rxjs';
import { DataError } from '../src/index.js';
import { sourceOf } from './dataOptions.js';
import { findRate } from './findRate.js';
import { loadData } from './loadData.js';
import { plan } from './plan.js';
import { requireWritable } from './plots/writePlots.js';
import { configurationOf } from './run/configurationOf.js';
import { createRun } from './run/runFolder.js';
import type { Terminal } from './terminal.js';
import type { TrainOptions } from './trainOptions.js';
import { trainPlanned } from './trainPlanned.js';

/**
 * `gradstream train`: loads, trains, shows, draws, saves.
 *
 * @throws {DataError} when the data cannot be used, or the pictures or the run cannot be written
 * @throws {LibraryError} when the kernels are to be blas and there is no library
 * @throws {DivergenceError} when a cost stops being finite
 */
export async function train(options: TrainOptions, terminal: Terminal): Promise<void> {
  const { plot, run, compare } = options;
  if (run !== undefined && compare !== undefined) {
    throw new DataError('--run saves one network: leave out --compare');
  }
  const data = await lastValueFrom(loadData(sourceOf(options)));
  if (plot !== undefined) await requireWritable(plot); // now, not after an hour of training
  const planned = plan(options, data);
  if (options.findRate === true) {
    await findRate(planned, options, terminal);
    return;
  }
  if (run === undefined) {
    await trainPlanned(planned, options, data, terminal);
    return;
  }
  const saved = await createRun(run, configurationOf(options, planned), options);
  try {
    await trainPlanned(planned, options, data, terminal, saved);
  } finally {
    await saved.close();
  }
}
