import { basename, dirname, join } from 'node:path';
import { diskError } from '../../diskError.js';
import type { DiskOptions } from './disk.js';
import { keepNames, makeFolders } from './keepNames.js';
import { nodeDisk } from './nodeDisk.js';
import { writeNewFile } from './writeNewFile.js';

/**
 * Writes a file, in place of the one that may be there, so that whatever happens there is the old one or
 * the new one, whole: when the process is killed, the power fails or the disk is full. The folder is made
 * if need be.
 *
 * It is written beside its place, brought to the disk, and given its name then.
 *
 * Timing: resolves when the file would outlast a power cut. One call at a time for each path.
 * @throws {DataError} by rejection, when the file cannot be written; the old one is as it was
 * @example
 * await writeDurably('model.safetensors', encodeSafetensors({ tensors: { b1: matrix([[1]]) } }));
 * await writeDurably('model.safetensors', encodeSafetensors({ tensors: { b1: matrix([[2]]) } })) // => undefined
 */
export async function writeDurably(
  path: string,
  bytes: Uint8Array,
  { disk = nodeDisk }: DiskOptions = {},
): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.writing`);
  try {
    await makeFolders(disk, folder);
    await disk.remove(temporary);
    await writeNewFile(disk, temporary, bytes);
    await disk.rename(temporary, path);
    await keepNames(disk, folder);
  } catch (error) {
    // What cannot be removed either is removed by the next call.
    await disk.remove(temporary).catch(() => {});
    throw diskError(`write ${path}`, error);
  }
}
