import { DataError } from '../../errors.js';

/** The error of a file that cannot be read: what was found in it, and what to do. */
export function readError(path: string, found: string, cause?: unknown): DataError {
  return new DataError(`Cannot read ${path}: ${found}`, cause === undefined ? {} : { cause });
}

/** The error of a file whose data sets of these roles the caller has to choose. */
export function choiceError(path: string, found: string, choose: DataError['choose']): DataError {
  return new DataError(`Cannot read ${path}: ${found}: choose ${choose.join(' and ')}`, { choose });
}

/** The error of a file that the operating system does not give: `error` as node:fs threw it. */
export function fileSystemError(action: string, path: string, error: unknown): DataError {
  return new DataError(`Cannot ${action} ${path}: ${reason(error)}`, { cause: error });
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'there is no such file or folder; check the path';
    case 'EISDIR':
      return 'it is a folder; name an HDF5 file';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied; change its permissions or choose another place';
    case 'ENOSPC':
      return 'the disk is full; make room or choose another place';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
