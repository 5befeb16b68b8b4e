import { DataError } from '../../errors.js';
import type { DiskOptions } from '../disk/disk.js';
import { nodeDisk } from '../disk/nodeDisk.js';
import { branchOf, historyOf, type RunHistory } from './history.js';
import type { SegmentHeader } from './records.js';
import { type Damage, readSegment, type Segment, segmentNumbers } from './segment.js';

/** What to read of a log. */
export interface ReadRunLogOptions extends DiskOptions {
  /** The last segment of the branch: a number in `branches`. Default the newest. */
  readonly segment?: number;
}

/** A branch of a log, and which others there are. */
export interface RunLogContents extends RunHistory {
  /** The last segment of this branch; left out when the log is empty. */
  readonly segment?: number;
  /** All segments that can be read, the oldest first, with what each continues. */
  readonly branches: readonly SegmentInfo[];
  /** What of this branch cannot be read, the oldest first; and segments after it that say nothing. */
  readonly damaged: readonly Damage[];
}

/** A segment of a log, each begun by `openRunLog`. */
export interface SegmentInfo extends SegmentHeader {
  readonly segment: number;
}

/**
 * Reads what a log says of a run: the newest segment whole, before it the one that it continues, up to the
 * iteration where it does, and so on. Every bit of a number is as it was appended.
 *
 * What cannot be read is left out, and is in `damaged`: a process that was killed leaves a record in the
 * middle of which the file ends. Nothing is written; the log may be open.
 *
 * Timing: reads the files of the log whole, one after another.
 * @throws {DataError} by rejection, when the disk does not give a file, or there is no such segment
 * @example
 * const log = await openRunLog('readable');
 * log.append('cost', 100, 0.65);
 * await log.close();
 * (await readRunLog('readable')).series.get('cost') // => { iterations: Float64Array.of(100), values: Float64Array.of(0.65) }
 */
export async function readRunLog(
  folder: string,
  { segment, disk = nodeDisk }: ReadRunLogOptions = {},
): Promise<RunLogContents> {
  const segments = new Map<number, Segment>();
  for (const number of await segmentNumbers(disk, folder)) {
    segments.set(number, await readSegment(disk, folder, number));
  }
  const all = [...segments.values()];
  const readable = all.filter(({ header }) => header !== undefined);
  const last = readable.findLast((each) => segment === undefined || each.segment === segment);
  if (last === undefined && segment !== undefined) {
    const found = readable.map((each) => each.segment).join(', ') || 'none';
    throw new DataError(`Cannot read segment ${segment} in ${folder}: there are ${found}`);
  }
  const branch = last && branchOf(segments, last);
  const silent = all.filter((each) => !each.header && each.segment > (last?.segment ?? 0));
  return {
    ...(last && { segment: last.segment }),
    ...historyOf(branch?.pieces ?? []),
    branches: readable.map((each) => ({ segment: each.segment, ...each.header })),
    damaged: [
      ...(branch?.damaged ?? []),
      ...silent.flatMap(({ damage }) => (damage === undefined ? [] : [damage])),
    ],
  };
}
