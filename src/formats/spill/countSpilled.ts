import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { diskError, hasCode } from '../../diskError.js';
import { decodeRecord, numberIn, readFrames, signature } from './spillFile.js';

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
      const { size } = statSync(path);
      for (let at = signature.length; at < size; ) {
        const { frames } = readFrames(path, at, size);
        if (frames.length === 0) break;
        for (const record of frames.map(decodeRecord)) {
          if (record?.type === 'done') done = Math.max(done, record.number);
          if (record?.type === 'entry') entries++;
          if (record?.type === 'entry') last = Math.max(last, record.number);
        }
        at += frames[frames.length - 1].end;
      }
    }
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 0;
    throw diskError(`count what is to be sent in ${folder}`, error);
  }
  // Files of which all is dealt with are not there any more: what is done is counted from the end.
  return Math.min(entries, Math.max(0, last - done));
}
