import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe } from 'vitest';

const candidate =
  process.env.GRADSTREAM_REFERENCE ?? resolve(import.meta.dirname, '../../shared/reference');

/** The folder with the published cat files, which are not part of the repository; undefined without it. */
export const referenceFolder: string | undefined = existsSync(
  join(candidate, 'train_catvnoncat.h5'),
)
  ? candidate
  : undefined;

/** `describe` for tests that need the published files; skipped with one line where they are missing. */
export function describeReference(name: string, body: (folder: string) => void): void {
  if (referenceFolder === undefined) {
    console.log(`Skipped "${name}": set GRADSTREAM_REFERENCE to the folder of train_catvnoncat.h5`);
  }
  describe.skipIf(referenceFolder === undefined)(name, () => body(referenceFolder ?? ''));
}
