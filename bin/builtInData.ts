import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import envPaths from 'env-paths';
import { DataError, drawExamples, writeExamples } from '../src/index.js';

/** Raised when the drawings change, so that an older file in the cache is not taken for them. */
const EDITION = 1;

/**
 * The files of the built-in data set: drawn and written to the cache at the first use, then read like
 * any other file.
 *
 * @param folder where they are kept; default GRADSTREAM_CACHE or the user's cache folder
 * @throws {DataError} when the folder cannot be written
 */
export async function builtInFiles(
  folder = process.env.GRADSTREAM_CACHE ?? envPaths('gradstream', { suffix: '' }).cache,
): Promise<{ train: string; test: string }> {
  const files = {
    train: join(folder, `train_drawings.${EDITION}.h5`),
    test: join(folder, `test_drawings.${EDITION}.h5`),
  };
  if (!((await exists(files.train)) && (await exists(files.test)))) {
    await makeFolder(folder);
    const { train, test } = drawExamples({ seed: 1 });
    await writeExamples(files.train, 'train', train);
    await writeExamples(files.test, 'test', test);
  }
  return files;
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new DataError(
      `Cannot make the cache folder ${folder}; set GRADSTREAM_CACHE to one that you may write to`,
      { cause },
    );
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
