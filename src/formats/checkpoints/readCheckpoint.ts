import { join } from 'node:path';
import { hasCode } from '../../diskError.js';
import { DataError } from '../../errors.js';
import type { Disk } from '../disk/disk.js';
import { sha256 } from '../sha256.js';
import type { LoadedCheckpoint } from './checkpoint.js';
import { manifestName } from './fileNames.js';
import { decodeManifest, type FileSum, type Manifest } from './manifest.js';

/**
 * The manifest in the folder of a checkpoint.
 *
 * @throws {DataError} by rejection, when there is none or it is damaged
 */
export async function readManifest(disk: Disk, folder: string): Promise<Manifest> {
  return decodeManifest(await readPart(disk, folder, manifestName));
}

/**
 * A checkpoint with its files, each of which has the length and the sum that the manifest says.
 *
 * @throws {DataError} by rejection, saying which file is missing or damaged
 */
export async function readCheckpoint(disk: Disk, folder: string): Promise<LoadedCheckpoint> {
  const { files: sums, ...info } = await readManifest(disk, folder);
  const files: [name: string, bytes: Uint8Array][] = [];
  for (const [name, sum] of Object.entries(sums)) {
    const bytes = await readPart(disk, folder, name);
    await requireSum(name, bytes, sum);
    files.push([name, bytes]);
  }
  return { ...info, files: Object.fromEntries(files) };
}

async function readPart(disk: Disk, folder: string, name: string): Promise<Uint8Array> {
  try {
    return await disk.read(join(folder, name));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) throw new DataError(`${name} is missing`, { cause: error });
    throw error;
  }
}

async function requireSum(name: string, bytes: Uint8Array, sum: FileSum): Promise<void> {
  if (bytes.length !== sum.bytes) {
    throw new DataError(`${name} has ${bytes.length} bytes, not ${sum.bytes}`);
  }
  if ((await sha256(bytes)) !== sum.sha256) throw new DataError(`${name} is damaged`);
}
