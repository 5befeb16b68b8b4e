import { forkJoin, from, map, type Observable, of, switchMap } from 'rxjs';
import { DataError, type Examples } from '../src/index.js';
import { loadHdf5 } from '../streams/index.js';
import { builtInFiles } from './builtInData.js';

/** Where the examples of a run come from. */
export interface DataSource {
  /** HDF5 files; without them the built-in drawings. */
  readonly files?: { readonly train: string; readonly test: string };
  /** Names of the data sets inside, where they are not found by themselves. */
  readonly x?: { readonly train: string; readonly test: string };
  readonly y?: { readonly train: string; readonly test: string };
}

export interface LoadedData {
  readonly train: Examples;
  readonly test: Examples;
}

/**
 * Loads the training and the test set, and sees to it that they belong together.
 *
 * @throws {DataError} through the error channel when a file cannot be used, or the two differ in the
 * shape of an example
 */
export function loadData({ files, x, y }: DataSource): Observable<LoadedData> {
  const names = (part: 'train' | 'test') => ({
    ...(x && { x: x[part] }),
    ...(y && { y: y[part] }),
  });
  return (files ? of(files) : from(builtInFiles())).pipe(
    switchMap(({ train, test }) =>
      forkJoin({
        train: loadHdf5(train, names('train')),
        test: loadHdf5(test, names('test')),
      }),
    ),
    map(requireSameShape),
  );
}

function requireSameShape(data: LoadedData): LoadedData {
  const [train, test] = [data.train, data.test].map(({ exampleShape }) => exampleShape.join(' x '));
  if (train !== test) {
    throw new DataError(
      `The training examples are ${train}, the test examples ${test}: they must have one shape`,
    );
  }
  return data;
}
