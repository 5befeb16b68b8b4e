import { join } from 'node:path';
import { reasonOf } from '../../diskError.js';
import { DataError } from '../../errors.js';
import type { Disk } from '../disk/disk.js';
import { keepNames } from '../disk/keepNames.js';
import { writeNewFile } from '../disk/writeNewFile.js';
import { sha256 } from '../sha256.js';
import { type Checkpoint, type CheckpointInfo, folderName } from './checkpoint.js';
import { manifestName } from './fileNames.js';
import { encodeManifest, type Manifest } from './manifest.js';
import { readCheckpoint } from './readCheckpoint.js';

/** How the folder of a checkpoint is called until it is complete. */
export const savingPrefix = '.saving-';

/**
 * Writes a checkpoint into a folder of its own: its files, then the manifest, all under another name. When
 * everything has reached the disk and reads back as it should, the folder gets its name.
 */
export async function saveCheckpoint(
  disk: Disk,
  folder: string,
  checkpoint: Checkpoint,
  number: number,
): Promise<CheckpointInfo> {
  const { files } = checkpoint;
  const { files: sums, ...info } = await manifestOf(checkpoint, number);
  const temporary = join(folder, `${savingPrefix}${info.name}`);
  try {
    await disk.makeFolder(temporary);
    for (const [name, bytes] of Object.entries(files)) {
      await writeNewFile(disk, join(temporary, name), bytes);
    }
    const manifest = encodeManifest({ ...info, files: sums });
    await writeNewFile(disk, join(temporary, manifestName), manifest);
    await keepNames(disk, temporary);
    await verify(disk, temporary);
    await disk.rename(temporary, join(folder, info.name));
    await keepNames(disk, folder);
  } catch (error) {
    // It makes room on a full disk; what cannot be removed now is removed when the folder is opened.
    await disk.remove(temporary).catch(() => {});
    throw error;
  }
  return info;
}

async function manifestOf(
  { iteration, files, score }: Checkpoint,
  number: number,
): Promise<Manifest> {
  const sums = await Promise.all(
    Object.entries(files).map(async ([name, bytes]) => {
      const sum = { bytes: bytes.length, sha256: await sha256(bytes) };
      return [name, sum] as const;
    }),
  );
  const info = { name: folderName({ number, iteration }), number, iteration };
  return { ...info, ...(score !== undefined && { score }), files: Object.fromEntries(sums) };
}

async function verify(disk: Disk, folder: string): Promise<void> {
  try {
    await readCheckpoint(disk, folder);
  } catch (error) {
    throw new DataError(
      `it reads back as something else (${reasonOf(error)}); check the disk, and that nothing writes to the files while they are saved`,
      { cause: error },
    );
  }
}
