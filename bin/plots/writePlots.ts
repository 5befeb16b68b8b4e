import { randomUUID } from 'node:crypto';
import { access, mkdir, mkdtemp, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { DataError } from '../../src/errors.js';

/**
 * Writes pictures into a folder, which is made when it is missing, with those above it.
 *
 * Each file appears whole or not at all: a reader never sees half a picture, and an older one stays
 * until the new one is complete.
 *
 * @param files text by file name: `{ 'cost.svg': '<svg ...' }`
 * @throws {RangeError} when a file name is not a plain one
 * @throws {DataError} when the folder cannot be made or a file cannot be written
 */
export async function writePlots(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  for (const name of Object.keys(files)) checkPlain(name);
  await makeFolder(folder);
  for (const [name, text] of Object.entries(files)) await writeWhole(folder, name, text);
}

/**
 * Makes sure that plots can be written later, and leaves nothing behind: neither a folder nor a file.
 *
 * @throws {DataError} when the folder cannot be made, or not be written to
 */
export async function requireWritable(folder: string): Promise<void> {
  if (folder === '') throw new DataError('The plot folder has no name; give one');
  try {
    const probe = await mkdtemp(join(await nearestFolder(resolve(folder)), '.gradstream-'));
    await rmdir(probe);
  } catch (cause) {
    throw new DataError(`Cannot write to the plot folder ${folder}: ${remedy(cause)}`, { cause });
  }
}

/** The folder itself, or the first one above it that is there. */
async function nearestFolder(path: string): Promise<string> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  return isThere || dirname(path) === path ? path : nearestFolder(dirname(path));
}

function checkPlain(name: string): void {
  if (name !== basename(name) || ['', '.', '..'].includes(name)) {
    throw new RangeError(`Cannot write a plot named ${JSON.stringify(name)}: not a file name`);
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new DataError(`Cannot make the plot folder ${folder}: ${remedy(cause)}`, { cause });
  }
}

async function writeWhole(folder: string, name: string, text: string): Promise<void> {
  const path = join(folder, name);
  // Renaming is atomic only within a file system, so the unfinished file lives beside the finished.
  const unfinished = join(folder, `.${name}.${randomUUID()}.tmp`);
  try {
    await writeFile(unfinished, text, { flag: 'wx' });
    await rename(unfinished, path);
  } catch (cause) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw new DataError(`Cannot write the plot ${path}: ${remedy(cause)}`, { cause });
  }
}

const remedies: Readonly<Record<string, string>> = {
  EEXIST: 'a file is in the way; remove it or name another folder',
  ENOTDIR: 'a file is in the way; remove it or name another folder',
  EISDIR: 'a folder is in the way; remove it or name another folder',
  EACCES: 'permission denied; name a folder that you may write to',
  EPERM: 'permission denied; name a folder that you may write to',
  EROFS: 'the file system is read-only; name a folder elsewhere',
  ENOSPC: 'the disk is full; make room or name a folder elsewhere',
};

function remedy(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown trouble';
  return remedies[code] ?? `the system says ${code}; name another folder`;
}
