import { DataError } from './errors.js';

const elsewhere = 'choose another folder';
const permissions = `permission is denied; change the permissions or ${elsewhere}`;

const reasons: Readonly<Record<string, string>> = {
  EACCES: permissions,
  EBUSY: 'another program is using it; close that and try again',
  EDQUOT: `the disk quota is used up; make room or ${elsewhere}`,
  EEXIST: `there is one of that name already; remove it or ${elsewhere}`,
  EIO: `the disk reports an error; check the disk, and ${elsewhere} meanwhile`,
  EISDIR: 'a folder is where a file should be; remove it or choose another name',
  EMFILE: 'too many files are open; close some, or raise the limit (ulimit -n)',
  ENAMETOOLONG: 'the name is too long; choose a shorter one',
  ENFILE: 'too many files are open on this machine; close some',
  ENOENT: 'there is no such file or folder; check the path',
  ENOSPC: `the disk is full; make room or ${elsewhere}`,
  ENOTDIR: `a file is where a folder should be; remove it or ${elsewhere}`,
  EPERM: permissions,
  EROFS: `the disk is read-only; make it writable or ${elsewhere}`,
};

/** Why a call of a disk failed, and what to do, in one line without the path. */
export function reasonOf(error: unknown): string {
  const known = reasons[codeOf(error) ?? ''];
  if (known !== undefined) return known;
  return error instanceof Error ? error.message : String(error);
}

/** The error of something that a disk did not allow: `action` says what was being done, and where. */
export function diskError(action: string, error: unknown): DataError {
  return new DataError(`Cannot ${action}: ${reasonOf(error)}`, { cause: error });
}

/** Whether an error of a disk has one of these codes. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return codes.includes(codeOf(error) ?? '');
}

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
