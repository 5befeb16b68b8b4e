import { join } from 'node:path';
import { reasonOf } from '../../diskError.js';
import type { DiskOptions } from '../disk/disk.js';
import { nodeDisk } from '../disk/nodeDisk.js';
import { byScore } from './byScore.js';
import type { BetterScore, CheckpointInfo, LoadedCheckpoint, PassedOver } from './checkpoint.js';
import { listCheckpoints } from './listCheckpoints.js';
import { readCheckpoint } from './readCheckpoint.js';

/** A checkpoint that is whole, and those that would have come before it but are not. */
export interface FoundCheckpoint {
  /** Left out when there is none. */
  readonly checkpoint?: LoadedCheckpoint;
  readonly passedOver: readonly PassedOver[];
}

/**
 * The checkpoint that was saved last, among those that are whole: every file has the length and the
 * SHA-256 that its manifest says, and so has the manifest. Nothing is written.
 *
 * @throws {DataError} by rejection, when the folder cannot be read
 * @example
 * const store = await openCheckpoints('newest');
 * await store.save({ iteration: 500, files: { 'state.json': Buffer.from('{}') } });
 * (await loadNewestCheckpoint('newest')).checkpoint.iteration // => 500
 */
export function loadNewestCheckpoint(
  folder: string,
  options: DiskOptions = {},
): Promise<FoundCheckpoint> {
  return loadFirst(folder, options, (checkpoints) => checkpoints.toReversed());
}

/**
 * The checkpoint with the best score, among those that are whole and have one; of equal ones the first.
 *
 * @throws {DataError} by rejection, when the folder cannot be read
 * @example
 * const store = await openCheckpoints('best', { keepBest: 'lowest' });
 * await store.save({ iteration: 100, files: {}, score: 0.25 });
 * await store.save({ iteration: 200, files: {}, score: 0.5 });
 * (await loadBestCheckpoint('best', 'lowest')).checkpoint.iteration // => 100
 */
export function loadBestCheckpoint(
  folder: string,
  better: BetterScore,
  options: DiskOptions = {},
): Promise<FoundCheckpoint> {
  return loadFirst(folder, options, (checkpoints) => byScore(checkpoints, better));
}

/**
 * The checkpoint that was saved last after so many iterations, among those that are whole.
 *
 * @throws {DataError} by rejection, when the folder cannot be read
 * @example
 * const store = await openCheckpoints('at');
 * await store.save({ iteration: 100, files: {} });
 * (await loadCheckpointAt('at', 300)).checkpoint // => undefined
 */
export function loadCheckpointAt(
  folder: string,
  iteration: number,
  options: DiskOptions = {},
): Promise<FoundCheckpoint> {
  return loadFirst(folder, options, (checkpoints) =>
    checkpoints.filter((checkpoint) => checkpoint.iteration === iteration).toReversed(),
  );
}

/** The first one that is whole, in the order that is asked for. */
async function loadFirst(
  folder: string,
  { disk = nodeDisk }: DiskOptions,
  order: (checkpoints: readonly CheckpointInfo[]) => readonly CheckpointInfo[],
): Promise<FoundCheckpoint> {
  const list = await listCheckpoints(folder, { disk });
  const passedOver = [...list.passedOver];
  for (const { name } of order(list.checkpoints)) {
    try {
      return { checkpoint: await readCheckpoint(disk, join(folder, name)), passedOver };
    } catch (error) {
      passedOver.push({ name, reason: reasonOf(error) });
    }
  }
  return { passedOver };
}
