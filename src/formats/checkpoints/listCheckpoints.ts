import { join } from 'node:path';
import { diskError, hasCode, reasonOf } from '../../diskError.js';
import type { Disk, DiskOptions } from '../disk/disk.js';
import { nodeDisk } from '../disk/nodeDisk.js';
import { type CheckpointInfo, numberInName, type PassedOver } from './checkpoint.js';
import { readManifest } from './readCheckpoint.js';

/** What is in the folder of the checkpoints. */
export interface CheckpointList {
  /** In the order in which they were saved. */
  readonly checkpoints: readonly CheckpointInfo[];
  /** Those with a manifest that is missing or damaged. */
  readonly passedOver: readonly PassedOver[];
}

/**
 * The checkpoints in a folder, by their manifests; loading one is what shows whether its files are whole.
 * None when there is no such folder.
 *
 * @throws {DataError} by rejection, when the folder cannot be read
 * @example
 * const store = await openCheckpoints('listed');
 * await store.save({ iteration: 500, files: {}, score: 0.25 });
 * (await listCheckpoints('listed')).checkpoints // => [{ name: '000001-000000500', number: 1, iteration: 500, score: 0.25 }]
 */
export async function listCheckpoints(
  folder: string,
  { disk = nodeDisk }: DiskOptions = {},
): Promise<CheckpointList> {
  const checkpoints: CheckpointInfo[] = [];
  const passedOver: PassedOver[] = [];
  for (const name of await checkpointNames(disk, folder)) {
    try {
      const { files: _, ...info } = await readManifest(disk, join(folder, name));
      // A folder under another name than its own would count as another checkpoint.
      if (info.name === name) checkpoints.push(info);
      else passedOver.push({ name, reason: `it is a copy of ${info.name}` });
    } catch (error) {
      passedOver.push({ name, reason: reasonOf(error) });
    }
  }
  return { checkpoints, passedOver };
}

/** The names of folders that could be checkpoints, in the order in which they were saved. */
export async function checkpointNames(disk: Disk, folder: string): Promise<readonly string[]> {
  const order = (name: string) => numberInName(name) ?? 0;
  try {
    const names = await disk.list(folder);
    return names.filter((name) => order(name) > 0).sort((a, b) => order(a) - order(b));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw diskError(`read the checkpoints in ${folder}`, error);
  }
}
