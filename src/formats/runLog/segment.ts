import { join } from 'node:path';
import { diskError, hasCode } from '../../diskError.js';
import type { Disk } from '../disk/disk.js';
import { decodeFrames } from './frames.js';
import { decodeRecord, encodeHeader, type LogRecord, type SegmentHeader } from './records.js';

/** A file of a log, as far as it can be read. */
export interface Segment {
  readonly segment: number;
  /** Left out when not even that can be read. */
  readonly header?: SegmentHeader;
  readonly records: readonly PlacedRecord[];
  /** Where the last record ends. */
  readonly goodBytes: number;
  readonly damage?: Damage;
}

/** A record, and where it ends in its file. */
export interface PlacedRecord {
  readonly record: LogRecord;
  readonly end: number;
}

/** What of a segment cannot be read. */
export interface Damage {
  readonly segment: number;
  readonly bytes: number;
  /** In one line: a process that was killed leaves a record in the middle of which the file ends. */
  readonly reason: string;
}

/** What a file of a log starts with; the last byte is the version. */
const signature = Buffer.from('GSLOG\r\n\x01', 'latin1');

/** The name of the file of a segment. */
export function segmentName(segment: number): string {
  return `${String(segment).padStart(4, '0')}.gslog`;
}

/** The numbers of the segments in a folder, ascending; none when there is no such folder. */
export async function segmentNumbers(disk: Disk, folder: string): Promise<readonly number[]> {
  const numberIn = (name: string) => Number(/^(\d{4,})\.gslog$/.exec(name)?.[1] ?? 0);
  try {
    const numbers = (await disk.list(folder)).map(numberIn);
    return numbers.filter((segment) => segment > 0).sort((a, b) => a - b);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw diskError(`read the log in ${folder}`, error);
  }
}

/** How the file of a segment starts. */
export function encodeStart(header: SegmentHeader): Uint8Array {
  return Buffer.concat([signature, encodeHeader(header)]);
}

/**
 * Reads the file of a segment up to the first record that is not whole.
 *
 * @throws {DataError} by rejection, when the disk does not give the file
 */
export async function readSegment(disk: Disk, folder: string, segment: number): Promise<Segment> {
  const path = join(folder, segmentName(segment));
  const bytes = await disk.read(path).catch((error: unknown) => {
    throw diskError(`read ${path}`, error);
  });
  return { segment, ...decodeSegment(segment, bytes) };
}

function decodeSegment(segment: number, bytes: Uint8Array): Omit<Segment, 'segment'> {
  const records: PlacedRecord[] = [];
  let header: SegmentHeader | undefined;
  let goodBytes = 0;
  const upTo = (reason?: string) => ({
    ...(header && { header }),
    records,
    goodBytes,
    ...(reason && { damage: { segment, bytes: bytes.length - goodBytes, reason } }),
  });

  if (!signature.equals(bytes.subarray(0, signature.length))) return upTo(describeForeign(bytes));
  const { frames, trouble } = decodeFrames(bytes, signature.length);
  for (const frame of frames) {
    const record = decodeRecord(frame);
    if (record === undefined || (record.type === 'header') !== (header === undefined)) {
      return upTo(`its record at byte ${frame.start} is of no known kind`);
    }
    if (record.type === 'header') header = record.header;
    else records.push({ record, end: frame.end });
    goodBytes = frame.end;
  }
  return upTo(trouble ?? (header ? undefined : 'it ends before its first record'));
}

function describeForeign(bytes: Uint8Array): string {
  const versionAt = signature.length - 1;
  if (bytes.length < signature.length) return 'it ends before its first record';
  return signature.subarray(0, versionAt).equals(bytes.subarray(0, versionAt))
    ? `it is of version ${bytes[versionAt]}, not ${signature[versionAt]}`
    : 'it does not start as a log does';
}
