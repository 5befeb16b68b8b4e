import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { images, labels, writeHdf5 } from './hdf5Files.js';

const size = 8;
const pixels = 4 * size * size * 3;

const notFinite = Float32Array.from({ length: pixels }, (_, index) => index / pixels);
notFinite[300] = NaN;
notFinite[301] = Infinity;

/** What can be wrong with a file; `otherShape` is good by itself, but does not go with `writeGoodFiles`. */
export type BadFileName = keyof Awaited<ReturnType<typeof writeEach>>;

/** Writes a file for each thing that can be wrong into a folder, and gives their paths. */
export function writeBadFiles(folder: string): Promise<Record<BadFileName, string>> {
  return writeEach(folder);
}

async function writeEach(folder: string) {
  const train = (name: string, y: ReturnType<typeof labels>) =>
    writeHdf5(folder, name, [images('train_set_x', 4, size), y]);
  const ordinary = labels('train_set_y', [0, 1, 0, 1]);
  const halves = { name: 'train_set_y', data: Float32Array.of(0, 0.5, 1, 1) };
  const page = '\n<!DOCTYPE html>\n<html><title>404 Not Found</title></html>';

  return {
    missing: join(folder, 'missing.h5'),
    folder: await makeFolder(folder, 'folder.h5'),
    htmlPage: await writeText(folder, 'htmlPage.h5', page),
    text: await writeText(folder, 'text.h5', 'label,pixel\n0,17\n1,42\n'),
    noBytes: await writeText(folder, 'noBytes.h5', ''),
    truncatedHeader: await cutShort(await train('truncatedHeader.h5', ordinary), 30),
    truncatedData: await cutShort(await train('truncatedData.h5', ordinary), 1424),
    missingDataSet: await writeHdf5(folder, 'missingDataSet.h5', [
      images('pictures', 4, size),
      labels('targets', [0, 1, 0, 1]),
    ]),
    labelsWithGap: await train('labelsWithGap.h5', labels('train_set_y', [0, 1, 3, 1])),
    labelsBelowZero: await train('labelsBelowZero.h5', labels('train_set_y', [1, -1, 1, -1])),
    labelsTooHigh: await train('labelsTooHigh.h5', labels('train_set_y', [0, 1, 256, 1])),
    labelsUnnamed: await writeHdf5(folder, 'labelsUnnamed.h5', [
      images('train_set_x', 4, size),
      labels('train_set_y', [0, 1, 2, 1]),
      { name: 'list_classes', data: ['non-cat', 'cat'], dtype: 'A7' },
    ]),
    labelsOfHalf: await train('labelsOfHalf.h5', halves),
    countMismatch: await train('countMismatch.h5', labels('train_set_y', [0, 1, 0])),
    empty: await writeHdf5(folder, 'empty.h5', [
      images('train_set_x', 0, size),
      labels('train_set_y', []),
    ]),
    notFinite: await writeHdf5(folder, 'notFinite.h5', [
      images('train_set_x', 4, size, notFinite),
      ordinary,
    ]),
    otherShape: await writeHdf5(folder, 'otherShape.h5', [
      images('train_set_x', 4, size / 2),
      ordinary,
    ]),
  };
}

/** Writes a small training and test file that have nothing wrong; by default 6 images of 8 x 8 x 3. */
export async function writeGoodFiles(
  folder: string,
  {
    images: count = 6,
    size: side = size,
  }: { readonly images?: number; readonly size?: number } = {},
): Promise<{ train: string; test: string }> {
  const values = Array.from({ length: count }, (_, index) => index % 2);
  const write = (part: string) =>
    writeHdf5(folder, `${part}.h5`, [
      images(`${part}_set_x`, count, side),
      labels(`${part}_set_y`, values),
      { name: 'list_classes', data: ['non-cat', 'cat'], dtype: 'A7' },
    ]);
  return { train: await write('train'), test: await write('test') };
}

async function makeFolder(folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(path, { recursive: true });
  return path;
}

async function writeText(folder: string, name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

async function cutShort(path: string, bytes: number): Promise<string> {
  await truncate(path, bytes);
  return path;
}
