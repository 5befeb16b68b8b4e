import { catchError, forkJoin, map, type Observable, throwError } from 'rxjs';
import { DataError, type Examples } from '../src/index.js';
import { loadHdf5 } from '../streams/index.js';
import { builtInData } from './builtInData.js';

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
 * @throws {DataError} through the error channel when a file cannot be used, the two differ in the shape of
 * an example, or the test set has a class more
 */
export function loadData({ files, x, y }: DataSource): Observable<LoadedData> {
  if (files === undefined) {
    return x === undefined && y === undefined
      ? builtInData()
      : throwError(() => new DataError('--x-name and --y-name go with --train and --test'));
  }
  const load = (set: 'train' | 'test') =>
    loadHdf5(files[set], { x: x?.[set], y: y?.[set], prefer: set }).pipe(
      catchError((error: unknown) => {
        throw withOptions(error);
      }),
    );
  return forkJoin({ train: load('train'), test: load('test') }).pipe(
    map(requireSameShape),
    map(withSameClasses),
  );
}

/** The library asks for `x` or `y`; here is how the command takes them. */
function withOptions(error: unknown): unknown {
  if (!(error instanceof DataError) || error.choose.length === 0) return error;
  const options = error.choose.map((role) => `--${role}-name NAME`).join(' and ');
  return new DataError(`${error.message} with ${options}`, { cause: error });
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

/** Both sets with the classes of the training set: a test set without names may lack the last of them. */
function withSameClasses({ train, test }: LoadedData): LoadedData {
  const classes = train.classNames.length;
  const index = test.labels.findIndex((label) => label >= classes);
  if (index >= 0) {
    throw new DataError(
      `The test set has the label ${test.labels[index]} at index ${index}, the training set ${classes} classes: ` +
        'they must have the same',
    );
  }
  if (test.classNames.length === classes) return { train, test };
  return { train, test: { ...test, classNames: train.classNames } };
}
