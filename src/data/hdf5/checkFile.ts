import { type FileHandle, open } from 'node:fs/promises';
import { diskError, hasCode } from '../../diskError.js';
import { readError } from './fileErrors.js';
import { hasSignature, statedFileBytes, superblockBytes, superblockOffsets } from './superblock.js';

/**
 * Refuses what is not a whole HDF5 file, before the library sees it: only here can it be told apart
 * whether a file is missing, out of reach, a web page, something else, or cut short.
 *
 * @throws {DataError} saying which of these it is
 */
export async function checkFile(path: string): Promise<void> {
  const file = await open(path, 'r').catch((error: unknown) => {
    // Windows does not open a folder at all.
    throw hasCode(error, 'EISDIR')
      ? readError(path, FOUND_FOLDER, error)
      : diskError(`read ${path}`, error);
  });
  try {
    await checkContent(path, file);
  } finally {
    await file.close();
  }
}

const FOUND_FOLDER = 'it is a folder; name an HDF5 file';

async function checkContent(path: string, file: FileHandle): Promise<void> {
  const stats = await file.stat();
  if (stats.isDirectory()) throw readError(path, FOUND_FOLDER);
  if (!stats.isFile()) throw readError(path, 'it is not a regular file; name an HDF5 file');
  if (stats.size === 0) throw readError(path, 'it is empty; download it or write it again');

  for (const offset of superblockOffsets(stats.size)) {
    const head = await readHead(file, offset);
    if (hasSignature(head)) return checkLength(path, stats.size, statedFileBytes(head));
  }
  throw readError(path, describeForeign(await readHead(file, 0)));
}

async function readHead(file: FileHandle, offset: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(superblockBytes), {
    position: offset,
  });
  return buffer.subarray(0, bytesRead);
}

function checkLength(path: string, bytes: number, stated: number | undefined): void {
  if (bytes < superblockBytes || (stated !== undefined && bytes < stated)) {
    const whole = stated === undefined ? '' : ` of ${stated}`;
    throw readError(path, `it is cut short after ${bytes}${whole} bytes; download it again`);
  }
}

function describeForeign(head: Uint8Array): string {
  const text = new TextDecoder().decode(head).trimStart();
  if (text.startsWith('<')) {
    return 'it looks like an HTML page, not an HDF5 file; download it again';
  }
  const start = head.subarray(0, 8);
  const printable = start.every((byte) => byte >= 0x20 && byte < 0x7f);
  const shown = printable
    ? `"${String.fromCharCode(...start)}"`
    : `bytes ${Buffer.from(start).toString('hex').replace(/..\B/g, '$& ')}`;
  return `it is not an HDF5 file, it starts with ${shown}; check the path or download it again`;
}
