import { diskError } from '../../diskError.js';
import { DataError } from '../../errors.js';
import type { Disk, DiskOptions } from '../disk/disk.js';
import { makeFolders } from '../disk/keepNames.js';
import { nodeDisk } from '../disk/nodeDisk.js';
import { oneAtATime } from '../oneAtATime.js';
import { logBuffer } from './logBuffer.js';
import { beginLogFile } from './logFile.js';
import type { LogEvent, SegmentHeader } from './records.js';
import { type Damage, readSegment, type Segment, segmentNumbers } from './segment.js';

/** How a log goes on. */
export interface RunLogOptions extends DiskOptions {
  /**
   * Iterations done when the run goes on: what the log says of later ones belongs to another branch from
   * now on. Default: all that it says belongs.
   */
  readonly resumeAt?: number;
  /** The segment that is continued. Default the newest. */
  readonly parent?: number;
  /** A date, to be shown to people. Default none. */
  readonly startedAt?: string;
  /** What is appended beyond this while it cannot be written is counted, not kept. Default 64 MiB. */
  readonly maxBufferedBytes?: number;
}

/** A log that is being written. Appending never waits for the disk; nothing is written but on request. */
export interface RunLog {
  /** The number of the segment that is written. It changes when the disk fails. */
  readonly segment: number;
  /** What of the segment that is continued cannot be read, and so is not continued. */
  readonly dropped: readonly Damage[];
  /** What has been appended and is not written yet: a reason to call `flush`. */
  readonly bufferedBytes: number;
  /** Adds a point to a series. `iteration` counts those done, as that of a checkpoint does. */
  append(series: string, iteration: number, value: number): void;
  /**
   * Adds an event. A `durable` one, such as a command that changes the run, is on the disk when the
   * promise resolves, with all that was appended before, and not in the log when it rejects (but for a disk
   * that fails after taking it). Any other is written by the next `flush`.
   *
   * @throws {TypeError} by rejection, when the event is not what JSON can say
   * @throws {DataError} by rejection, as `sync`
   */
  appendEvent(event: LogEvent, options?: { readonly durable?: boolean }): Promise<void>;
  /**
   * Writes what has been appended.
   *
   * @throws {DataError} by rejection, when the disk does not take it. Training can go on: what was appended
   * is kept, up to `maxBufferedBytes`, and the next call that succeeds writes it into a new segment.
   */
  flush(): Promise<void>;
  /**
   * Writes what has been appended, and returns when it would outlast a power cut. Call it before the
   * checkpoint of the same iteration is saved, so that the log is never behind.
   *
   * @throws {DataError} by rejection, as `flush`; what was written since the last `sync` may be lost then
   */
  sync(): Promise<void>;
  /** Writes what has been appended, as `sync` does, and closes the file, also when that fails. */
  close(): Promise<void>;
}

/**
 * Opens the log of a run to add to it, in a new segment of its own that continues the newest: nothing that
 * is written already is ever touched, so that a rewind begins a branch and keeps the other one. The folder
 * is made if need be.
 *
 * The log is a folder of segments, `0001.gslog` and so on, each of which says in its first record which
 * one it continues, and how far. Every record has a CRC-32.
 *
 * @throws {RangeError} by rejection, when `resumeAt` is not a number of iterations, or `maxBufferedBytes` negative
 * @throws {DataError} by rejection, when the folder cannot be read or written, or there is no such segment
 * @example
 * const log = await openRunLog('log');
 * log.append('cost', 100, 0.65);
 * log.append('cost', 200, 0.64);
 * await log.close();
 * const resumed = await openRunLog('log', { resumeAt: 100 });
 * resumed.append('cost', 200, 0.63);
 * await resumed.close();
 * (await readRunLog('log')).series.get('cost').values // => Float64Array.of(0.65, 0.63)
 */
export async function openRunLog(folder: string, options: RunLogOptions = {}): Promise<RunLog> {
  const { resumeAt, maxBufferedBytes = 2 ** 26, disk = nodeDisk } = options;
  if (resumeAt !== undefined && !(resumeAt >= 0 && resumeAt < Infinity)) {
    throw new RangeError(`Cannot resume a log at ${resumeAt}: it is no number of iterations`);
  }
  if (!(maxBufferedBytes >= 0)) throw new RangeError(`Cannot keep ${maxBufferedBytes} bytes`);
  const refuse = (error: unknown): never => {
    throw error instanceof DataError ? error : diskError(`write the log in ${folder}`, error);
  };
  const { file, dropped } = await begin(disk, folder, options).catch(refuse);
  const inTurn = oneAtATime();
  const buffer = logBuffer(maxBufferedBytes);
  let closed: Promise<void> | undefined;

  async function write(): Promise<void> {
    const records = buffer.take();
    try {
      await file.append(Buffer.concat(records));
    } catch (error) {
      buffer.giveBack(records);
      throw error;
    }
  }
  async function sync(): Promise<void> {
    await write();
    await file.sync();
  }
  /** Within one turn, so that the next one does not write what this one gave up. */
  async function syncOr(giveUp: () => void): Promise<void> {
    try {
      await sync();
    } catch (error) {
      giveUp();
      throw error;
    }
  }
  async function finish(): Promise<void> {
    try {
      await sync();
    } finally {
      await file.close();
    }
  }
  /** What is left to do when the log is closed is done by closing it. */
  const attempt = (task: () => Promise<void>) => closed ?? inTurn(task).catch(refuse);

  function requireOpen(): void {
    if (closed) throw new Error(`Cannot append to the log in ${folder}: it is closed`);
  }
  return {
    dropped,
    get segment() {
      return file.segment;
    },
    get bufferedBytes() {
      return buffer.bytes;
    },
    append(series, iteration, value) {
      requireOpen();
      buffer.append(series, iteration, value);
    },
    async appendEvent(event, { durable = false } = {}) {
      requireOpen();
      const withdraw = buffer.addEvent(event);
      if (durable) await attempt(() => syncOr(withdraw));
    },
    flush: () => attempt(write),
    sync: () => attempt(sync),
    close() {
      closed ??= inTurn(finish).catch(refuse);
      return closed;
    },
  };
}

/** Begins the next segment, which continues the one that is asked for. */
async function begin(disk: Disk, folder: string, { resumeAt, parent, startedAt }: RunLogOptions) {
  await makeFolders(disk, folder);
  const numbers = await segmentNumbers(disk, folder);
  const continued = await findSegment(disk, folder, numbers, parent);
  const header: SegmentHeader = {
    ...(continued && {
      parent: {
        segment: continued.segment,
        bytes: continued.goodBytes,
        ...(resumeAt !== undefined && { upTo: resumeAt }),
      },
    }),
    ...(startedAt !== undefined && { startedAt }),
  };
  const file = await beginLogFile(disk, folder, (numbers.at(-1) ?? 0) + 1, header);
  return { file, dropped: continued?.damage === undefined ? [] : [continued.damage] };
}

/** The segment of that number, or the newest; one whose header cannot be read says nothing, and is none. */
async function findSegment(
  disk: Disk,
  folder: string,
  numbers: readonly number[],
  wanted: number | undefined,
): Promise<Segment | undefined> {
  for (const number of numbers.toReversed()) {
    if (wanted !== undefined && number !== wanted) continue;
    const segment = await readSegment(disk, folder, number);
    if (segment.header !== undefined) return segment;
  }
  if (wanted === undefined) return undefined;
  throw new DataError(`Cannot continue segment ${wanted} of the log in ${folder}: there is none`);
}
