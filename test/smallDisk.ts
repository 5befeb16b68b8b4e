import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A file system of 1 MiB in memory, which can be filled; undefined where it may not be mounted. */
export async function mountSmallDisk() {
  const folder = await mkdtemp(join(tmpdir(), 'gradstream-full-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
  } catch {
    await rm(folder, { recursive: true });
    return undefined;
  }
  return {
    folder,
    async unmount(): Promise<void> {
      // Lazily, for a process that a failed test has left there.
      await run('umount', ['-l', folder]);
      await rm(folder, { recursive: true });
    },
  };
}
