import { dirname } from 'node:path';
import { hasCode } from '../../diskError.js';
import type { Disk } from './disk.js';

/**
 * Returns when the names in a folder would outlast a power cut: a new file is nothing without its name.
 *
 * Where the platform has no such call it does nothing: Windows, which writes names by itself, and some
 * network file systems.
 */
export async function keepNames(disk: Disk, folder: string): Promise<void> {
  try {
    await disk.syncFolder(folder);
  } catch (error) {
    if (!hasCode(error, 'EPERM', 'EISDIR', 'EINVAL', 'ENOTSUP')) throw error;
  }
}

/** Makes a folder and those it lies in, to outlast a power cut; one that is there stays. */
export async function makeFolders(disk: Disk, path: string): Promise<void> {
  const parent = dirname(path);
  try {
    await disk.makeFolder(path).catch(async (error: unknown) => {
      if (!hasCode(error, 'ENOENT') || parent === path) throw error;
      await makeFolders(disk, parent);
      await disk.makeFolder(path);
    });
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return;
    throw error;
  }
  await keepNames(disk, parent);
}
