import { join } from 'node:path';
import { reasonOf } from '../../diskError.js';
import type { Disk } from '../disk/disk.js';
import { keepNames } from '../disk/keepNames.js';
import { byScore } from './byScore.js';
import type { BetterScore, CheckpointInfo, PassedOver } from './checkpoint.js';
import { listCheckpoints } from './listCheckpoints.js';

/** Which checkpoints stay. */
export interface Retention {
  /** How many of the newest. */
  readonly keep: number;
  /** Which one besides these. */
  readonly keepBest?: BetterScore;
}

/** How the folder of a checkpoint is called while it is removed, so that no part of one is ever seen. */
export const removingPrefix = '.removing-';

/**
 * Removes the checkpoints that need not stay. Those without a sound manifest do not count and are left
 * alone: who finds them can look what became of them.
 *
 * @returns what could not be removed, or not even looked at: a checkpoint that has been saved is saved
 */
export async function removeSurplus(
  disk: Disk,
  folder: string,
  retention: Retention,
): Promise<readonly PassedOver[]> {
  const notRemoved: PassedOver[] = [];
  const attempt = async (name: string, task: () => Promise<void>) => {
    try {
      await task();
    } catch (error) {
      notRemoved.push({ name, reason: reasonOf(error) });
    }
  };
  await attempt(folder, async () => {
    const { checkpoints } = await listCheckpoints(folder, { disk });
    for (const { name } of surplusOf(checkpoints, retention)) {
      const temporary = join(folder, `${removingPrefix}${name}`);
      await attempt(name, async () => {
        await disk.rename(join(folder, name), temporary);
        await keepNames(disk, folder);
        await disk.remove(temporary);
      });
    }
  });
  return notRemoved;
}

/** The checkpoints that need not stay, of those that are there, the oldest first. */
export function surplusOf(
  checkpoints: readonly CheckpointInfo[],
  { keep, keepBest }: Retention,
): readonly CheckpointInfo[] {
  const best = keepBest === undefined ? [] : byScore(checkpoints, keepBest).slice(0, 1);
  const kept = new Set([...checkpoints.slice(-keep), ...best]);
  return checkpoints.filter((checkpoint) => !kept.has(checkpoint));
}
