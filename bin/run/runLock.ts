import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { diskError, hasCode } from '../../src/diskError.js';
import { DataError } from '../../src/index.js';

/** Gives a folder back. */
export type Unlock = () => Promise<void>;

/**
 * Sees to it that one process at a time writes a run. A lock of a process that is no more is taken over.
 *
 * @throws {DataError} by rejection, when another process has it, or the folder cannot be written
 */
export async function lockRun(folder: string): Promise<Unlock> {
  const path = join(folder, 'lock');
  const take = () => writeFile(path, String(process.pid), { flag: 'wx' });
  try {
    await take();
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw diskError(`write to ${folder}`, error);
    const holder = Number(await readFile(path, 'utf8').catch(() => ''));
    if (isAlive(holder)) {
      throw new DataError(
        `Cannot train in ${folder}: process ${holder} does so. Wait for it, or stop it; if that is no ` +
          `gradstream, remove ${path}`,
      );
    }
    await rm(path, { force: true });
    await take().catch((reason: unknown) => {
      throw diskError(`write to ${folder}`, reason);
    });
  }
  return () => rm(path, { force: true });
}

function isAlive(pid: number): boolean {
  // In a container each gradstream may have the number of the one before.
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of somebody else may not be asked, but it is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
