import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, type Examples, readExamples } from '../../src/index.js';

/** The images that the published figures are of. */
export interface PublishedFiles {
  readonly train: Examples;
  readonly test: Examples;
}

const files = {
  train: { name: 'train_catvnoncat.h5', examples: 209, cats: 72 },
  test: { name: 'test_catvnoncat.h5', examples: 50, cats: 33 },
};

/**
 * Reads the published files, under their published names.
 *
 * @throws {DataError} when one is not in the folder, cannot be read or holds other examples
 */
export async function readPublishedFiles(folder: string): Promise<PublishedFiles> {
  const names = [files.train.name, files.test.name];
  const found = await Promise.all(names.map((name) => exists(join(folder, name))));
  const missing = names.filter((_name, i) => !found[i]);
  if (missing.length > 0) {
    throw new DataError(
      `Cannot find ${missing.join(' and ')} in ${folder}: --data takes the folder that holds the ` +
        `published ${names.join(' and ')}`,
    );
  }
  return { train: await readPublished(folder, 'train'), test: await readPublished(folder, 'test') };
}

async function readPublished(folder: string, set: keyof PublishedFiles): Promise<Examples> {
  const { name, ...expected } = files[set];
  const path = join(folder, name);
  const examples = await readExamples(path, { prefer: set });
  const { values, labels, exampleShape } = examples;
  const cats = labels.filter((label) => label === 1).length;
  const stored = `${labels.length} examples of ${exampleShape.join(' x ')}, ${cats} of them cats`;
  const published = `${expected.examples} examples of 64 x 64 x 3, ${expected.cats} of them cats`;
  if (stored !== published || !(values instanceof Uint8Array)) {
    throw new DataError(
      `${path} is not the published file: that has bytes of ${published}, this one has ${stored}`,
    );
  }
  return examples;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
