import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { diskError, hasCode } from '../../diskError.js';
import { numberIn, recordsIn } from './spillFile.js';

/**
 * How many entries wait in the folder of a spill that nobody has open; 0 where there is none.
 *
 * @throws {DataError} when the folder cannot be read
 */
export function countSpilled(folder: string): number {
  let entries = 0;
  let last = 0;
  let done = 0;
  try {
    for (const name of readdirSync(folder)) {
      if (numberIn(name) === undefined) continue;
      const path = join(folder, name);
      for (const { type, number } of recordsIn(path, statSync(path).size)) {
        if (type === 'done') done = Math.max(done, number);
        else {
          entries++;
          last = Math.max(last, number);
        }
      }
    }
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 0;
    throw diskError(`count what is to be sent in ${folder}`, error);
  }
  // Files of which all is dealt with are not there any more: what is done is counted from the end.
  return Math.min(entries, Math.max(0, last - done));
}
