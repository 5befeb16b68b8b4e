import { join } from 'node:path';
import { diskError } from '../../diskError.js';
import type { Disk, DiskOptions } from '../disk/disk.js';
import { keepNames, makeFolders } from '../disk/keepNames.js';
import { nodeDisk } from '../disk/nodeDisk.js';
import { oneAtATime } from '../oneAtATime.js';
import {
  type BetterScore,
  type Checkpoint,
  type CheckpointInfo,
  numberInName,
  type PassedOver,
} from './checkpoint.js';
import { requireFileNames } from './fileNames.js';
import { checkpointNames } from './listCheckpoints.js';
import { removeSurplus, removingPrefix } from './removeSurplus.js';
import { saveCheckpoint, savingPrefix } from './saveCheckpoint.js';

/** How many checkpoints stay, and where. */
export interface CheckpointsOptions extends DiskOptions {
  /** How many of the newest stay: 1 or more, Infinity for all. Default 3. */
  readonly keep?: number;
  /** Keeps the one with the best score besides. Default none. */
  readonly keepBest?: BetterScore;
}

/** A folder that checkpoints are saved in. One process at a time has it open. */
export interface Checkpoints {
  /**
   * Saves a checkpoint, and removes those that need not stay once the new one is on the disk and has been
   * read back. When it fails, those that were there are there still, and nothing else.
   *
   * Timing: resolves when the checkpoint would outlast a power cut. A call during another one waits for it,
   * so pace them (`exhaustMap`, `concatMap`); its files must not be written to until it is done.
   * @throws {RangeError} by rejection, when the iteration is no count, the score not finite, or a name of a
   * file not one that every platform takes
   * @throws {DataError} by rejection, when the checkpoint cannot be written
   */
  save(checkpoint: Checkpoint): Promise<SavedCheckpoint>;
}

/** A checkpoint that is on the disk. */
export interface SavedCheckpoint extends CheckpointInfo {
  /** Older ones that should have been removed but could not be. */
  readonly notRemoved: readonly PassedOver[];
}

/**
 * Opens a folder to save checkpoints in. It is made if need be; what a process that was killed left of a
 * checkpoint in the making is removed.
 *
 * Each checkpoint is a folder in it, `000012-000000500` for the 12th after 500 iterations, with the files
 * that were given and a `manifest.json` of their lengths and SHA-256 sums. It appears when it is whole.
 *
 * @throws {RangeError} by rejection, when `keep` is no count from 1
 * @throws {DataError} by rejection, when the folder cannot be made or read
 * @example
 * const store = await openCheckpoints('checkpoints', { keep: 1 });
 * await store.save({ iteration: 100, files: { 'state.json': Buffer.from('{}') } });
 * (await store.save({ iteration: 200, files: {} })).name // => '000002-000000200'
 */
export async function openCheckpoints(
  folder: string,
  { keep = 3, keepBest, disk = nodeDisk }: CheckpointsOptions = {},
): Promise<Checkpoints> {
  if (!(keep >= 1 && (Number.isInteger(keep) || keep === Infinity))) {
    throw new RangeError(`Cannot keep ${keep} checkpoints: keep 1 or more`);
  }
  const retention = { keep, ...(keepBest !== undefined && { keepBest }) };
  const inTurn = oneAtATime();
  let number = await prepare(disk, folder);

  async function save(checkpoint: Checkpoint): Promise<SavedCheckpoint> {
    number++;
    const action = `save the checkpoint after ${checkpoint.iteration} iterations in ${folder}`;
    const info = await saveCheckpoint(disk, folder, checkpoint, number).catch((error: unknown) => {
      throw diskError(action, error);
    });
    return { ...info, notRemoved: await removeSurplus(disk, folder, retention) };
  }
  return {
    async save(checkpoint) {
      requireSound(checkpoint);
      return inTurn(() => save(checkpoint));
    },
  };
}

/** Makes the folder, and removes what was left unfinished; gives the number of the last checkpoint in it. */
async function prepare(disk: Disk, folder: string): Promise<number> {
  try {
    await makeFolders(disk, folder);
    for (const name of await disk.list(folder)) {
      const unfinished = name.startsWith(savingPrefix) || name.startsWith(removingPrefix);
      if (unfinished) await disk.remove(join(folder, name));
    }
    await keepNames(disk, folder);
    return numberInName((await checkpointNames(disk, folder)).at(-1) ?? '') ?? 0;
  } catch (error) {
    throw diskError(`open ${folder} for checkpoints`, error);
  }
}

function requireSound({ iteration, files, score }: Checkpoint): void {
  if (!Number.isSafeInteger(iteration) || iteration < 0) {
    throw new RangeError(`Cannot save a checkpoint after ${iteration} iterations: it is no count`);
  }
  if (score !== undefined && !Number.isFinite(score)) {
    throw new RangeError(`Cannot save a checkpoint with score ${score}: leave it out`);
  }
  requireFileNames(Object.keys(files));
}
