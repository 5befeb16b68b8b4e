import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastValueFrom } from 'rxjs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { builtInData, cacheFolder } from '../../bin/builtInData.js';
import type { LoadedData } from '../../bin/loadData.js';
import { DataError, drawExamples } from '../../src/index.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradstream-built-in-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const trainFile = () => join(folder, 'train_drawings.1.h5');
const load = (from: string) => lastValueFrom(builtInData(from));
const drawings = drawExamples({ seed: 1 });

/** In bytes, because `toEqual` takes seconds for millions of them. */
function expectDrawings({ train, test: heldOut }: LoadedData): void {
  for (const [found, drawn] of [
    [train, drawings.train],
    [heldOut, drawings.test],
  ] as const) {
    expect(Buffer.compare(Buffer.from(found.values), Buffer.from(drawn.values))).toBe(0);
    expect({ ...found, values: 0 }).toEqual({ ...drawn, values: 0 });
  }
}

test('builtInData() draws at the first use and reads the files at the next', async () => {
  expectDrawings(await load(folder));
  const { mtimeMs } = await stat(trainFile());
  expectDrawings(await load(folder));
  expect((await stat(trainFile())).mtimeMs).toBe(mtimeMs);
});

test('builtInData() replaces a file that is cut short, damaged or of something else', async () => {
  await load(folder);
  const whole = await readFile(trainFile());
  const half = Math.floor(whole.length / 2);
  const spoil = [
    () => truncate(trainFile(), half),
    () => writeFile(trainFile(), Buffer.from(whole).fill(0x5a, half)),
    () => writeFile(trainFile(), 'mine'),
  ];
  for (const spoiled of spoil) {
    await spoiled();
    expectDrawings(await load(folder));
    expect(await readFile(trainFile())).toHaveLength(whole.length);
  }
});

test('builtInData() opens nothing before a subscription', async () => {
  builtInData(folder);
  await expect(stat(trainFile())).rejects.toThrow('ENOENT');
});

test('builtInData() says how to choose another folder when it cannot write to this one', async () => {
  const inTheWay = join(folder, 'file');
  await writeFile(inTheWay, 'mine');
  await expect(load(inTheWay)).rejects.toThrow(DataError);
  await expect(load(inTheWay)).rejects.toThrow(
    `Cannot write the built-in drawings to ${inTheWay}; set GRADSTREAM_CACHE to a folder`,
  );
});

test('cacheFolder() is what GRADSTREAM_CACHE says, unless that is empty', () => {
  expect(cacheFolder({ GRADSTREAM_CACHE: 'here' })).toBe('here');
  expect(cacheFolder({ GRADSTREAM_CACHE: '' })).toBe(cacheFolder({}));
  expect(cacheFolder({})).toContain('gradstream');
});
