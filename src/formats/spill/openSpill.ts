import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { diskError } from '../../diskError.js';
import {
  decodeRecord,
  encodeDone,
  encodeEntry,
  numberIn,
  readFrames,
  type SpillRecord,
  signature,
  spillName,
} from './spillFile.js';

/** A queue on the disk: entries go in at its end and out at its start, in order. */
export interface Spill {
  /**
   * Adds entries.
   *
   * @throws {DataError} when the disk does not take them; none of them is there then
   */
  append(entries: readonly Uint8Array[]): void;
  /**
   * The oldest entry, which stays; undefined when there is none.
   *
   * @throws {DataError} when the disk does not give it
   */
  first(): Uint8Array | undefined;
  /** Removes the oldest entry. */
  removeFirst(): void;
  /** Returns when everything would outlast a power cut; appends no more. */
  close(): void;
}

/** When the next file is begun. */
const FILE_BYTES = 8 * 1024 * 1024;

/** A file, of which so many bytes are good. */
interface Part {
  readonly file: number;
  readonly path: string;
  bytes: number;
}

/**
 * Opens a queue in a folder, with what is left in it. The folder is made if need be; one process uses it at a time.
 *
 * Entries lie in files of 8 MiB, which are removed when they are dealt with; an empty queue has none. Every entry has
 * a CRC-32, and what was dealt with is written behind them. A process that is killed loses no entry that was
 * appended, and gets the one again that it was about to remove. What it was just appending is left out, and so is
 * what follows damage in a file, which is kept under the name `.damaged`.
 *
 * Timing: waits for the disk at each call, as a file system takes bytes: some microseconds. Memory holds 64 KiB of
 * entries, or one that is longer.
 * @param onDamage is told what could not be read, a line each
 * @throws {DataError} when the folder cannot be read or made
 * @example
 * openSpill('spill').append([Uint8Array.of(7), Uint8Array.of(8)]);
 * const spill = openSpill('spill');
 * spill.removeFirst(spill.first());
 * [...spill.first()] // => [8]
 */
export function openSpill(folder: string, onDamage: (what: string) => void = () => {}): Spill {
  const refuse = (error: unknown): never => {
    throw diskError(`keep what is to be sent in ${folder}`, error);
  };
  let parts: Part[] = [];
  /** The last part, when it is written; what an earlier process wrote is not written to. */
  let writing: number | undefined;
  let entries = 0;
  let done = 0;
  let lastFile = 0;
  /** Where the first part has been read up to, and what of that is not dealt with. */
  let readTo = signature.length;
  const ready: (SpillRecord & { readonly type: 'entry' })[] = [];

  /** What a part says, from one window to the next. */
  function* recordsOf(part: Part): Generator<SpillRecord> {
    for (let at = signature.length; at < part.bytes; ) {
      const { frames } = readFrames(part.path, at, part.bytes);
      if (frames.length === 0) return;
      for (const frame of frames) {
        const record = decodeRecord(frame);
        if (record !== undefined) yield record;
      }
      at += frames[frames.length - 1].end;
    }
  }

  function open(): void {
    mkdirSync(folder, { recursive: true });
    const files = readdirSync(folder).map(numberIn);
    for (const file of files.filter((each) => each !== undefined).sort((a, b) => a - b)) {
      const path = join(folder, spillName(file));
      lastFile = file;
      if (!startsWell(path)) {
        setAside(path, 'it does not start as one does');
        continue;
      }
      const part = { file, path, bytes: statSync(path).size };
      parts.push(part);
      for (const { type, number } of recordsOf(part)) {
        if (type === 'done') done = Math.max(done, number);
        entries = Math.max(entries, number);
      }
    }
  }

  function setAside(path: string, why: string): void {
    onDamage(`${path} cannot be read: ${why}`);
    renameSync(path, `${path}.damaged`);
  }

  function beginPart(): number {
    if (writing !== undefined) closeSync(writing);
    writing = undefined;
    const file = lastFile + 1;
    const path = join(folder, spillName(file));
    const opened = openSync(path, 'wx');
    lastFile = file;
    try {
      writeAll(opened, signature);
    } catch (error) {
      closeSync(opened);
      rmSync(path, { force: true });
      throw error;
    }
    parts.push({ file, path, bytes: signature.length });
    writing = opened;
    return opened;
  }

  function write(bytes: Uint8Array): void {
    const isFull = (parts.at(-1)?.bytes ?? 0) >= FILE_BYTES;
    const file = writing === undefined || isFull ? beginPart() : writing;
    const part = parts[parts.length - 1];
    try {
      writeAll(file, bytes);
      part.bytes += bytes.length;
    } catch (error) {
      // Some of it may be there: nothing is written behind that, or read.
      closeSync(file);
      writing = undefined;
      throw error;
    }
  }

  /** Lets the first part go, all of which has been read. */
  function dropPart(trouble?: string): void {
    const [part] = parts;
    const isTorn = trouble === undefined || trouble === TORN;
    if (trouble !== undefined) onDamage(`${part.path} cannot be read to its end: ${trouble}`);
    if (parts.length === 1 && writing !== undefined) {
      closeSync(writing);
      writing = undefined;
    }
    if (isTorn) rmSync(part.path, { force: true });
    else renameSync(part.path, `${part.path}.damaged`);
    parts = parts.slice(1);
    readTo = signature.length;
  }

  function fill(): void {
    while (ready.length === 0 && parts.length > 0) {
      const [part] = parts;
      if (readTo >= part.bytes) {
        dropPart();
        continue;
      }
      const { frames, trouble } = readFrames(part.path, readTo, part.bytes);
      if (frames.length === 0) {
        dropPart(trouble);
        continue;
      }
      readTo += frames[frames.length - 1].end;
      for (const frame of frames) {
        const record = decodeRecord(frame);
        if (record?.type === 'entry' && record.number > done) ready.push(record);
      }
    }
  }

  try {
    open();
  } catch (error) {
    refuse(error);
  }
  return {
    append(added) {
      if (added.length === 0) return;
      try {
        write(Buffer.concat(added.map((bytes, i) => encodeEntry(entries + 1 + i, bytes))));
      } catch (error) {
        refuse(error);
      }
      entries += added.length;
    },
    first() {
      try {
        fill();
      } catch (error) {
        refuse(error);
      }
      return ready.at(0)?.bytes;
    },
    removeFirst() {
      try {
        fill();
        done = ready.shift()?.number ?? done;
        fill();
        if (parts.length > 0) write(encodeDone(done));
      } catch {
        // It comes again after a restart, which who receives it can tell by its id.
      }
    },
    close() {
      if (writing === undefined) return;
      try {
        fsyncSync(writing);
      } catch (error) {
        refuse(error);
      } finally {
        closeSync(writing);
        writing = undefined;
      }
    },
  };
}

/** What the frames of a file that ends too early are said to be like. */
const TORN = 'it ends within a record';

function startsWell(path: string): boolean {
  return signature.equals(readFileSync(path).subarray(0, signature.length));
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}
