import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstValueFrom, materialize, toArray } from 'rxjs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readExamples } from '../../src/data/hdf5/readExamples.js';
import { DataError } from '../../src/errors.js';
import { loadHdf5 } from '../../streams/loadHdf5.js';
import { writeBadFiles, writeGoodFiles } from '../badFiles.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradstream-load-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function notifications(path: string, names = {}) {
  return firstValueFrom(loadHdf5(path, names).pipe(materialize(), toArray()));
}

test('loadHdf5() gives the examples once and completes', async () => {
  const { train } = await writeGoodFiles(folder);
  const value = await readExamples(train);
  expect(await notifications(train)).toMatchObject([{ kind: 'N', value }, { kind: 'C' }]);
});

test('loadHdf5() hands on the names of the data sets', async () => {
  const { missingDataSet } = await writeBadFiles(folder);
  const seen = await notifications(missingDataSet, { x: 'pictures', y: 'targets' });
  expect(seen.map(({ kind }) => kind)).toEqual(['N', 'C']);
});

test('loadHdf5() opens nothing before a subscription and reads anew for each', async () => {
  const path = join(folder, 'train.h5');
  const examples$ = loadHdf5(path);

  const { train } = await writeGoodFiles(folder, { images: 2 });
  expect(train).toBe(path);
  expect((await firstValueFrom(examples$)).labels).toHaveLength(2);

  await writeGoodFiles(folder, { images: 4 });
  expect((await firstValueFrom(examples$)).labels).toHaveLength(4);
});

test('loadHdf5() sends a DataError down the error channel', async () => {
  const { labelsWithGap } = await writeBadFiles(folder);
  const seen = await notifications(labelsWithGap);
  expect(seen).toMatchObject([{ kind: 'E', error: expect.any(DataError) }]);
});

test('loadHdf5() gives nothing after an early unsubscribe, good file or bad', async () => {
  const { train } = await writeGoodFiles(folder);
  const { htmlPage } = await writeBadFiles(folder);
  for (const path of [train, htmlPage]) {
    const seen: string[] = [];
    loadHdf5(path)
      .subscribe({
        next: () => seen.push('next'),
        error: () => seen.push('error'),
        complete: () => seen.push('complete'),
      })
      .unsubscribe();
    await readExamples(train);
    await readExamples(train);
    expect(seen).toEqual([]);
  }
});
