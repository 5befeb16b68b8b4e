import { chmod, mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { requireWritable, writePlots } from '../../bin/plots/writePlots.js';
import { DataError } from '../../src/errors.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plots-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('writePlots()', () => {
  test('makes the folder and writes every file, and nothing else', async () => {
    const target = join(folder, 'a', 'b');
    await writePlots(target, { 'cost.svg': '<svg/>', 'samples.svg': '<svg>✓</svg>' });
    expect((await readdir(target)).toSorted()).toEqual(['cost.svg', 'samples.svg']);
    expect(await readFile(join(target, 'samples.svg'), 'utf8')).toBe('<svg>✓</svg>');
  });

  test('replaces an older file while its readers keep the whole of it', async () => {
    const path = join(folder, 'cost.svg');
    await writeFile(path, 'older');
    const reader = await open(path);
    await writePlots(folder, { 'cost.svg': 'newer' });
    expect(await reader.readFile('utf8')).toBe('older');
    expect(await readFile(path, 'utf8')).toBe('newer');
    await reader.close();
    expect(await readdir(folder)).toEqual(['cost.svg']);
  });

  test('names the folder when a file is in the way', async () => {
    const target = join(folder, 'file');
    await writeFile(target, '');
    const said = 'a file is in the way; remove it or name another folder';
    await expect(writePlots(target, {})).rejects.toThrow(
      new DataError(`Cannot make the plot folder ${target}: ${said}`),
    );
    await expect(writePlots(join(target, 'below'), {})).rejects.toThrow(DataError);
  });

  // Root may write everywhere, and Windows has other permissions.
  if (process.getuid !== undefined && process.getuid() !== 0) {
    test('says so when permission is missing', async () => {
      await chmod(folder, 0o555);
      await expect(writePlots(join(folder, 'plots'), {})).rejects.toThrow(/permission denied/);
      await chmod(folder, 0o755);
    });
  }

  test('leaves no unfinished file behind when one cannot be put in place', async () => {
    await mkdir(join(folder, 'cost.svg', 'full'), { recursive: true });
    await expect(writePlots(folder, { 'cost.svg': '<svg/>' })).rejects.toThrow(DataError);
    expect(await readdir(folder)).toEqual(['cost.svg']);
  });

  test.each(['../cost.svg', 'a/b.svg', '', '..'])('refuses the file name %j', async (name) => {
    await expect(writePlots(folder, { [name]: '<svg/>' })).rejects.toThrow(RangeError);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('requireWritable()', () => {
  test.each(['.', 'new', join('new', 'and', 'deeper')])('leaves no trace of %s', async (path) => {
    await requireWritable(join(folder, path));
    expect(await readdir(folder)).toEqual([]);
  });

  test('refuses a folder where a file is in the way', async () => {
    await writeFile(join(folder, 'plots'), 'mine');
    await expect(requireWritable(join(folder, 'plots'))).rejects.toThrow(/a file is in the way/);
    await expect(requireWritable(join(folder, 'plots', 'sub'))).rejects.toThrow(DataError);
  });

  test('refuses a folder without a name', async () => {
    await expect(requireWritable('')).rejects.toThrow(/no name/);
  });

  // Root may write everywhere, and Windows has other permissions.
  if (process.getuid !== undefined && process.getuid() !== 0) {
    test('refuses a folder that is there but cannot be written to', async () => {
      await chmod(folder, 0o555);
      await expect(requireWritable(folder)).rejects.toThrow(/permission denied/);
      await chmod(folder, 0o755);
    });
  }
});
