import { DataError } from '../../errors.js';

/** The error of a file that cannot be read: what was found in it, and what to do. */
export function readError(path: string, found: string, cause?: unknown): DataError {
  return new DataError(`Cannot read ${path}: ${found}`, cause === undefined ? {} : { cause });
}

/** The error of a file whose data sets of these roles the caller has to choose. */
export function choiceError(path: string, found: string, choose: DataError['choose']): DataError {
  return new DataError(`Cannot read ${path}: ${found}: choose ${choose.join(' and ')}`, { choose });
}
