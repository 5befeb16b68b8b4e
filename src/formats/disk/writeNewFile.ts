import type { Disk, NewFile } from './disk.js';

/**
 * Writes a file that is not there yet, and returns when all its bytes are on the disk. Its name is not yet:
 * that takes `keepNames`.
 */
export async function writeNewFile(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  const file = await disk.create(path);
  try {
    await appendAll(file, bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Node.js refuses more than 2^31 - 1 bytes in one call. */
const largestWrite = 2 ** 30;

/** Writes all of the bytes: a disk may take a part of them only. */
export async function appendAll(file: NewFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const written = await file.append(bytes.subarray(at, at + largestWrite));
    if (written === 0) throw new Error(`the disk takes no more after ${at} bytes`);
    at += written;
  }
}
