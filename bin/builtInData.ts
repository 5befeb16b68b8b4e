import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import envPaths from 'env-paths';
import { catchError, defer, forkJoin, type Observable, switchMap } from 'rxjs';
import { DataError, drawExamples, writeExamples } from '../src/index.js';
import { loadHdf5 } from '../streams/index.js';
import type { LoadedData } from './loadData.js';

/** Raised when the drawings change, so that an older file in the cache is not taken for them. */
const EDITION = 1;

/**
 * The built-in data set, read from the cache like any other file. What cannot be read there, because
 * this is the first use or a file is damaged, is drawn and written anew, once.
 *
 * @param folder where the files are kept
 * @throws {DataError} through the error channel when the folder cannot be written
 */
export function builtInData(folder = cacheFolder()): Observable<LoadedData> {
  const files = {
    train: join(folder, `train_drawings.${EDITION}.h5`),
    test: join(folder, `test_drawings.${EDITION}.h5`),
  };
  const read$ = forkJoin({ train: loadHdf5(files.train), test: loadHdf5(files.test) });
  return read$.pipe(
    catchError((error: unknown) => {
      if (!(error instanceof DataError)) throw error;
      return defer(() => writeDrawings(folder, files)).pipe(switchMap(() => read$));
    }),
  );
}

/** The folder that GRADSTREAM_CACHE says, or the user's cache folder when it is unset or empty. */
export function cacheFolder({ GRADSTREAM_CACHE }: NodeJS.ProcessEnv = process.env): string {
  return GRADSTREAM_CACHE || envPaths('gradstream', { suffix: '' }).cache;
}

async function writeDrawings(
  folder: string,
  files: Record<'train' | 'test', string>,
): Promise<void> {
  const { train, test } = drawExamples({ seed: 1 });
  try {
    await mkdir(folder, { recursive: true });
    await writeExamples(files.train, 'train', train);
    await writeExamples(files.test, 'test', test);
  } catch (cause) {
    throw new DataError(
      `Cannot write the built-in drawings to ${folder}; ` +
        'set GRADSTREAM_CACHE to a folder with room that you may write to',
      { cause },
    );
  }
}
