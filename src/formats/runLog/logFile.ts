import { join } from 'node:path';
import type { Disk, NewFile } from '../disk/disk.js';
import { keepNames } from '../disk/keepNames.js';
import { appendAll } from '../disk/writeNewFile.js';
import type { SegmentHeader } from './records.js';
import { encodeStart, segmentName } from './segment.js';

/** Where the records of a log go: one segment, and after a failure another one. Calls must not overlap. */
export interface LogFile {
  readonly segment: number;
  /** Appends records. When it fails, none of them is in the log, and they may be given again. */
  append(records: Uint8Array): Promise<void>;
  /** Returns when all that was appended is on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** The file of a segment, of which so many bytes have been written without failure. */
interface OpenSegment {
  readonly segment: number;
  readonly file: NewFile;
  goodBytes: number;
}

/** Begins a segment, to be written. */
export async function beginLogFile(
  disk: Disk,
  folder: string,
  segment: number,
  header: SegmentHeader,
): Promise<LogFile> {
  let current = await beginSegment(disk, folder, segment, encodeStart(header));
  let broken = false;

  // A part of what failed may be in the file: nothing is added to that, and nothing after it is read.
  async function goOnInNewSegment(records: Uint8Array): Promise<void> {
    const { file, segment: parent, goodBytes } = current;
    await file.sync();
    const start = encodeStart({ parent: { segment: parent, bytes: goodBytes } });
    current = await beginSegment(disk, folder, parent + 1, Buffer.concat([start, records]));
    broken = false;
    await file.close();
  }

  return {
    get segment() {
      return current.segment;
    },
    async append(records) {
      if (broken) return goOnInNewSegment(records);
      if (records.length === 0) return;
      try {
        await appendAll(current.file, records);
      } catch (error) {
        broken = true;
        throw error;
      }
      current.goodBytes += records.length;
    },
    async sync() {
      try {
        await current.file.sync();
      } catch (error) {
        // What a system failed to write it may forget, and succeed the next time.
        broken = true;
        throw error;
      }
    },
    close: () => current.file.close(),
  };
}

/** Makes the file of a segment, and writes its first bytes; when that fails there is no such file. */
async function beginSegment(
  disk: Disk,
  folder: string,
  segment: number,
  start: Uint8Array,
): Promise<OpenSegment> {
  const path = join(folder, segmentName(segment));
  const file = await disk.create(path);
  try {
    await appendAll(file, start);
    await keepNames(disk, folder);
  } catch (error) {
    await file.close().catch(() => {});
    await disk.remove(path).catch(() => {});
    throw error;
  }
  return { segment, file, goodBytes: start.length };
}
