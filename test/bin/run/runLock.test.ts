import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockRun } from '../../../bin/run/runLock.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradstream-lock-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

test('lockRun() refuses what a living process has', async () => {
  await writeFile(join(folder, 'lock'), String(process.ppid));
  await expect(lockRun(folder)).rejects.toThrow(
    new RegExp(`process ${process.ppid} does so. Wait for it, or stop it`),
  );
});

test.each([
  ['of a process that is no more', '4194304'],
  ['that was cut off', ''],
  ['of one with the number of this process, as in a container that was started anew', process.pid],
])('lockRun() takes over a lock %s', async (_whose, text) => {
  await writeFile(join(folder, 'lock'), String(text));
  const unlock = await lockRun(folder);
  await unlock();
  expect(await readdir(folder)).toEqual([]);
});
