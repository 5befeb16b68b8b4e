import { closeSync, fsyncSync } from 'node:fs';
import { type SpillParts, writeAll } from './spillParts.js';

/** Writes behind the last of the files of a spill; what an earlier process wrote is not written to. */
export interface SpillWriter {
  /** @throws what the file system says; nothing of the bytes is read then */
  write(bytes: Uint8Array): void;
  /** Writes no more to the file that it is at. */
  leave(): void;
  /** Returns when everything would outlast a power cut. */
  close(): void;
}

/** When the next file is begun. */
const FILE_BYTES = 8 * 1024 * 1024;

export function spillWriter(parts: SpillParts): SpillWriter {
  /** The last part, when it is written. */
  let writing: number | undefined;

  function leave(): void {
    const left = writing;
    writing = undefined;
    if (left !== undefined) closeSync(left);
  }

  return {
    write(bytes) {
      if ((parts.all.at(-1)?.bytes ?? 0) >= FILE_BYTES) leave();
      writing ??= parts.begin();
      try {
        writeAll(writing, bytes);
        parts.all[parts.all.length - 1].bytes += bytes.length;
      } catch (error) {
        // Some of it may be there: nothing is written behind that, or read.
        leave();
        throw error;
      }
    },
    leave,
    close() {
      try {
        if (writing !== undefined) fsyncSync(writing);
      } finally {
        leave();
      }
    },
  };
}
