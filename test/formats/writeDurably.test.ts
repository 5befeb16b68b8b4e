import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { reasonOf } from '../../src/diskError.js';
import type { Disk } from '../../src/formats/disk/disk.js';
import { DataError, writeDurably } from '../../src/index.js';
import { endingDisk } from './endingDisk.js';
import { memoryDisk, systemError } from './memoryDisk.js';

const path = 'models/cats.safetensors';
const textOf = async (disk: Disk) => Buffer.from(await disk.read(path)).toString();

test('writeDurably() writes a file and the folders it lies in, on the file system of this machine', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gradstream-write-'));
  try {
    const deep = join(folder, 'a/b');
    await writeDurably(join(deep, 'model'), Buffer.from('old'));
    await writeDurably(join(deep, 'model'), Buffer.from('new'));
    expect(await readdir(deep)).toEqual(['model']);
    expect(await readFile(join(deep, 'model'), 'utf8')).toBe('new');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('writeDurably() that ends after any step leaves the old file or the new one, whole', async () => {
  for (let last = 0; ; last++) {
    let written: string | undefined;
    const { disk, hasEnded } = endingDisk(last, 2);
    const run = async () => {
      for (const text of ['first', 'other']) {
        await writeDurably(path, Buffer.from(text), { disk });
        if (!hasEnded()) written = text;
      }
    };
    await run().catch(() => {});
    for (const keep of [true, false]) {
      const left = disk.afterPowerCut(() => keep);
      const found = await textOf(left).catch(() => undefined);
      const next = written === undefined ? 'first' : 'other';
      expect([written, next]).toContain(found);
      await writeDurably(path, Buffer.from('again'), { disk: left });
      expect(await textOf(left)).toBe('again');
      expect(await left.list('models')).toEqual(['cats.safetensors']);
    }
    if (!hasEnded()) break;
  }
});

test('writeDurably() that fails says why, and leaves the old file and nothing else', async () => {
  const good = memoryDisk({ room: 12 });
  await writeDurably(path, Buffer.from('old'), { disk: good });
  const written = writeDurably(path, Buffer.from('much longer'), { disk: good });
  await expect(written).rejects.toThrow(
    new DataError(`Cannot write ${path}: the disk is full; make room or choose another folder`),
  );
  expect(await textOf(good)).toBe('old');
  expect(await good.list('models')).toEqual(['cats.safetensors']);
});

test('writeDurably() does not take a disk that takes nothing for done', async () => {
  const disk = memoryDisk({ largestWrite: 0 });
  await expect(writeDurably(path, Buffer.from('x'), { disk })).rejects.toThrow(
    `Cannot write ${path}: the disk takes no more after 0 bytes`,
  );
});

test.each([
  ['ENOSPC', /^the disk is full; make room/],
  ['EDQUOT', /^the disk quota is used up; make room/],
  ['EACCES', /^permission is denied; change/],
  ['EPERM', /^permission is denied; change/],
  ['EROFS', /^the disk is read-only; make it writable/],
  ['EIO', /^the disk reports an error; check the disk/],
  ['ENOTDIR', /^a file is where a folder should be; remove it/],
  ['EISDIR', /^a folder is where a file should be; remove it/],
  ['EEXIST', /^there is one of that name already; remove it/],
  ['ENOENT', /^there is no such file or folder; check the path/],
  ['EMFILE', /^too many files are open; close some/],
  ['ENFILE', /^too many files are open on this machine; close some/],
  ['ENAMETOOLONG', /^the name is too long; choose a shorter one/],
  ['EBUSY', /^another program is using it; close that/],
  ['EODD', /^EODD: made up$/],
])('reasonOf() says of %s what to do', (code, reason) => {
  expect(reasonOf(systemError(code))).toMatch(reason);
});

test('reasonOf() takes anything that is thrown', () => {
  expect(reasonOf('a text')).toBe('a text');
});
