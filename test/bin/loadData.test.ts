import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastValueFrom } from 'rxjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DataSource, type LoadedData, loadData } from '../../bin/loadData.js';
import { type DataSetContent, images, labels, writeHdf5 } from '../hdf5Files.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradstream-load-data-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const same = (file: string) => ({ train: file, test: file });
const load = (source: DataSource) => lastValueFrom(loadData(source));

test('loadData() takes both sets from one file that holds both', async () => {
  const file = await writeHdf5(folder, 'both.h5', [
    images('train_set_x', 3, 2),
    labels('train_set_y', [1, 0, 1]),
    images('test_set_x', 2, 2),
    labels('test_set_y', [0, 1]),
  ]);
  const { train, test: heldOut } = await load({ files: same(file) });
  expect([...train.labels]).toEqual([1, 0, 1]);
  expect([...heldOut.labels]).toEqual([0, 1]);
});

test.each([
  [{}, 'choose x and y with --x-name NAME and --y-name NAME'],
  [{ x: same('pictures') }, 'choose y with --y-name NAME'],
  [{ x: same('pixels'), y: same('targets') }, 'choose x with --x-name NAME'],
])('loadData() with %o names the options of the command', async (names, advice) => {
  const file = await writeHdf5(folder, 'others.h5', [
    images('pictures', 2, 2),
    labels('targets', [0, 1]),
  ]);
  await expect(load({ files: same(file), ...names })).rejects.toThrow(
    `it holds pictures, targets: ${advice}`,
  );
});

describe('loadData() of two files', () => {
  const named = { name: 'list_classes', data: ['cat', 'dog', 'bird'], dtype: 'A4' };
  const loadBoth = async (
    train: readonly DataSetContent[],
    heldOut: readonly DataSetContent[],
  ): Promise<LoadedData> =>
    load({
      files: {
        train: await writeHdf5(folder, 'train.h5', [images('X', 3, 2), ...train]),
        test: await writeHdf5(folder, 'test.h5', [images('X', 2, 2), ...heldOut]),
      },
    });

  test('gives a test set that lacks the last classes those of the training set', async () => {
    const data = await loadBoth([labels('y', [2, 0, 1]), named], [labels('y', [0, 1])]);
    expect(data.test.classNames).toEqual(['cat', 'dog', 'bird']);
    expect(data.test.classNames).toEqual(data.train.classNames);
  });

  test('leaves the names of a test set that has as many', async () => {
    const { test: heldOut } = await loadBoth(
      [labels('y', [2, 0, 1])],
      [labels('y', [0, 1]), named],
    );
    expect(heldOut.classNames).toEqual(['cat', 'dog', 'bird']);
  });

  test('refuses a test set with a class more', async () => {
    await expect(loadBoth([labels('y', [1, 0, 1])], [labels('y', [0, 2]), named])).rejects.toThrow(
      'The test set has the label 2 at index 1, the training set 2 classes',
    );
  });
});

test('loadData() refuses names without files', async () => {
  await expect(load({ x: same('pictures') })).rejects.toThrow(
    '--x-name and --y-name go with --train and --test',
  );
});
