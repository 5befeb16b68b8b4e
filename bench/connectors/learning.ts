import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { firstValueFrom, ignoreElements, merge, tap } from 'rxjs';
import { encodeRunState, openCheckpoints, type RunState } from '../../src/index.js';
import { acknowledgeAfter, type Source } from '../../streams/index.js';
import type { Format } from './examples.js';
import { SAVE_EVERY, startLap } from './lap.js';
import { pathFrom } from './path.js';

/**
 * Learns on the whole path, from a source to acknowledgements behind states that are saved in a folder.
 *
 * @returns the milliseconds of a lap, at the end of which it leaves the source
 */
export async function learnFrom(source: Source, format: Format, folder: string): Promise<number> {
  const checkpoints = await openCheckpoints(await mkdtemp(join(folder, 'run-')));
  const lap = startLap();
  let saving: Promise<unknown> = Promise.resolve();
  const save = (state: RunState) => {
    saving = checkpoints.save({ iteration: state.iteration, files: encodeRunState(state) });
    return saving;
  };
  const saved$ = pathFrom(source, format).step$.pipe(
    tap(({ deliveries }) => lap.add(deliveries.length)),
    acknowledgeAfter(SAVE_EVERY, save),
    tap(({ error }) => {
      if (error !== undefined) throw error;
    }),
  );
  const ms = await firstValueFrom(merge(lap.ms, saved$.pipe(ignoreElements())));
  // The folder goes when the bench is over.
  await saving;
  return ms;
}
