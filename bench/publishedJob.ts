import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readExamples } from '../src/data/hdf5/readExamples.js';
import {
  createNetwork,
  createRandom,
  type Examples,
  pixelScale,
  toDataset,
  writeExamples,
} from '../src/index.js';
import type { JobFiles } from './jobFiles.js';
import { say } from './table.js';
import type { Job } from './trainers.js';

/** The job of the post: 12288-5-5-1, 209 images at once, learning rate 0.03. */
export interface PublishedJob extends Job {
  readonly test: Job['train'];
  /** The job for peers. */
  readonly files: JobFiles;
}

/** Its files of images, training and test set. */
export interface PublishedFiles {
  readonly train: string;
  readonly test: string;
}

/**
 * The images of the post, from the folder GRADSTREAM_REFERENCE or ../shared/reference; where there are
 * none, random pixels of the same shape, written to `scratch`. Speed does not depend on which.
 *
 * @throws {DataError} by rejection, when GRADSTREAM_REFERENCE is set and its files cannot be used
 */
export async function publishedFiles(scratch: string): Promise<PublishedFiles> {
  const given = process.env.GRADSTREAM_REFERENCE;
  const folder = given ?? resolve(import.meta.dirname, '../../../shared/reference');
  const files = filesIn(folder);
  if (given !== undefined || (existsSync(files.train) && existsSync(files.test))) return files;
  say('Data: random pixels (set GRADSTREAM_REFERENCE to the folder of the cat images)');
  const random = filesIn(scratch);
  await writeExamples(random.train, 'train', randomImages(209, 1));
  await writeExamples(random.test, 'test', randomImages(50, 2));
  return random;
}

/** The job of the post on these files. */
export async function publishedJob({ train, test }: PublishedFiles): Promise<PublishedJob> {
  const [images, testImages] = [await readExamples(train), await readExamples(test)];
  const { values } = images;
  if (!(values instanceof Uint8Array)) throw new TypeError(`${train} has no pixels of a byte`);
  const prepare = { normalizer: pixelScale(12288), keepBytes: true };
  const network = createNetwork([12288, 5, 5, 1], { seed: 1 });
  return {
    network,
    train: toDataset(images, prepare),
    test: toDataset(testImages, prepare),
    learningRate,
    files: { network, examples: values, labels: images.labels, learningRate, momentum: 0 },
  };
}

const learningRate = 0.03;

function filesIn(folder: string): PublishedFiles {
  return {
    train: join(folder, 'train_catvnoncat.h5'),
    test: join(folder, 'test_catvnoncat.h5'),
  };
}

function randomImages(m: number, seed: number): Examples {
  const random = createRandom(seed);
  return {
    values: Uint8Array.from({ length: m * 12288 }, () => random.integer(255)),
    labels: Uint8Array.from({ length: m }, () => random.integer(1)),
    exampleShape: [64, 64, 3],
    classNames: ['class 0', 'class 1'],
  };
}
