import { diskError } from '../../diskError.js';
import {
  decodeRecord,
  encodeDone,
  encodeEntry,
  readFrames,
  recordsIn,
  type SpillRecord,
  signature,
} from './spillFile.js';
import { type SpillParts, spillParts } from './spillParts.js';
import { spillWriter } from './spillWriter.js';

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
  /** Gives what `use` gives, and says what was being done when the file system refuses. */
  function onDisk<T>(use: () => T): T {
    try {
      return use();
    } catch (error) {
      throw diskError(`keep what is to be sent in ${folder}`, error);
    }
  }
  const parts = onDisk(() => spillParts(folder, onDamage));
  const writer = spillWriter(parts);
  let { entries, done } = onDisk(() => countsOf(parts));
  /** Where the first part has been read up to, and what of that is not dealt with. */
  let readTo = signature.length;
  const ready: (SpillRecord & { readonly type: 'entry' })[] = [];

  /** Lets the first part go, all of which has been read. */
  function dropPart(trouble?: string): void {
    if (parts.all.length === 1) writer.leave();
    parts.drop(trouble);
    readTo = signature.length;
  }

  function fill(): void {
    while (ready.length === 0 && parts.all.length > 0) {
      const [part] = parts.all;
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

  return {
    append(added) {
      if (added.length === 0) return;
      const written = added.map((bytes, i) => encodeEntry(entries + 1 + i, bytes));
      onDisk(() => writer.write(Buffer.concat(written)));
      entries += added.length;
    },
    first() {
      onDisk(fill);
      return ready.at(0)?.bytes;
    },
    removeFirst() {
      try {
        fill();
        done = ready.shift()?.number ?? done;
        fill();
        if (parts.all.length > 0) writer.write(encodeDone(done));
      } catch {
        // It comes again after a restart, which who receives it can tell by its id.
      }
    },
    close: () => onDisk(() => writer.close()),
  };
}

/** The number of the last entry, and of the last one that was dealt with. */
function countsOf({ all }: SpillParts): { entries: number; done: number } {
  let entries = 0;
  let done = 0;
  for (const { path, bytes } of all) {
    for (const { type, number } of recordsIn(path, bytes)) {
      if (type === 'done') done = Math.max(done, number);
      entries = Math.max(entries, number);
    }
  }
  return { entries, done };
}
