import type { Dataset } from 'h5wasm/node';
import { listNames } from './chooseNames.js';
import { choiceError } from './fileErrors.js';
import type { OpenFile } from './withFile.js';

/** The data set of this name; undefined when there is none. */
export function openDataSet({ file, library }: OpenFile, name: string): Dataset | undefined {
  const entity = file.get(name);
  return entity instanceof library.Dataset ? entity : undefined;
}

/** The names of all data sets in a file, those in groups as paths. */
export function dataSetNames(open: OpenFile): string[] {
  return open.file.paths().filter((name) => openDataSet(open, name) !== undefined);
}

/**
 * The data set of this name, which holds the examples (`x`) or the labels (`y`).
 *
 * @throws {DataError} when there is none, naming those there are
 */
export function requireDataSet(open: OpenFile, name: string, role: 'x' | 'y'): Dataset {
  const dataSet = openDataSet(open, name);
  if (dataSet !== undefined) return dataSet;
  const names = listNames(dataSetNames(open));
  throw choiceError(open.path, `it has no data set ${name}; it holds ${names}`, [role]);
}
