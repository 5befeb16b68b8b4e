import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readExamples } from '../src/data/hdf5/readExamples.js';
import { createNetwork, createRandom, type Examples, pixelScale, toDataset } from '../src/index.js';
import { say } from './table.js';
import type { Job } from './trainers.js';

/** The job of the post: 12288-5-5-1, 209 images at once, learning rate 0.03. */
export interface PublishedJob extends Job {
  readonly test: Job['train'];
  /** The training images as they are stored. */
  readonly images: Examples;
}

/**
 * The job of the post on its own images, from the folder GRADSTREAM_REFERENCE or ../shared/reference;
 * where there are none, on random pixels of the same shape. Speed does not depend on which.
 *
 * @throws {DataError} by rejection, when GRADSTREAM_REFERENCE is set and its files cannot be used
 */
export async function publishedJob(): Promise<PublishedJob> {
  const { images, testImages } = await loadImages();
  const prepare = { normalizer: pixelScale(12288) };
  return {
    network: createNetwork([12288, 5, 5, 1], { seed: 1 }),
    train: toDataset(images, prepare),
    test: toDataset(testImages, prepare),
    learningRate: 0.03,
    images,
  };
}

async function loadImages(): Promise<{ images: Examples; testImages: Examples }> {
  const given = process.env.GRADSTREAM_REFERENCE;
  const folder = given ?? resolve(import.meta.dirname, '../../../shared/reference');
  const train = join(folder, 'train_catvnoncat.h5');
  const test = join(folder, 'test_catvnoncat.h5');
  if (given === undefined && !(existsSync(train) && existsSync(test))) {
    say('Data: random pixels (set GRADSTREAM_REFERENCE to the folder of the cat images)');
    return { images: randomImages(209, 1), testImages: randomImages(50, 2) };
  }
  say(`Data: ${train}`);
  return { images: await readExamples(train), testImages: await readExamples(test) };
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
