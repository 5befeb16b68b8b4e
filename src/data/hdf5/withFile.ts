import { resolve } from 'node:path';
import { DataError } from '../../errors.js';
import { checkFile } from './checkFile.js';
import { readError } from './fileErrors.js';
import { discardLibrary, type Hdf5Library, isCrash, loadLibrary } from './library.js';

/** An open HDF5 file with what is needed to read it. `path` is the one the user gave. */
export interface OpenFile {
  readonly path: string;
  readonly file: InstanceType<Hdf5Library['File']>;
  readonly library: Hdf5Library;
}

/**
 * Opens an HDF5 file for reading, gives it to `use`, and closes it whatever happens.
 *
 * @throws {DataError} when there is no whole HDF5 file at `path`, or the library stumbles over it
 */
export async function withFile<T>(path: string, use: (open: OpenFile) => Promise<T>): Promise<T> {
  await checkFile(path);
  const library = await loadLibrary();
  try {
    return await useFile(path, library, use);
  } catch (error) {
    if (error instanceof DataError) throw error;
    if (isCrash(error)) discardLibrary(library);
    throw readError(path, 'it is damaged; download it or write it again', error);
  }
}

async function useFile<T>(path: string, library: Hdf5Library, use: (open: OpenFile) => Promise<T>) {
  const file = new library.File(resolve(path), 'r');
  if (file.file_id < 0n) {
    throw readError(path, 'it is damaged or another program is writing it; download it again');
  }
  try {
    return await use({ path, file, library });
  } finally {
    file.close();
  }
}
