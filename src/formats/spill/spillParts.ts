import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { numberIn, signature, spillName, startsWell } from './spillFile.js';

/** A file of a spill, of which so many bytes are good. */
export interface Part {
  readonly path: string;
  bytes: number;
}

/** The files of a spill, oldest first. */
export interface SpillParts {
  readonly all: readonly Part[];
  /** Begins a file behind the others. @returns its descriptor */
  begin(): number;
  /** Lets the first one go, of which nothing is needed; `trouble` is why it could not be read to its end. */
  drop(trouble?: string): void;
}

/** What the frames of a file that ends too early are said to be like. */
const TORN = 'it ends within a record';

/**
 * Finds the files of a spill in a folder, which is made if need be. What does not start as one does, or is damaged
 * inside, is kept under the name `.damaged`.
 *
 * @param onDamage is told what could not be read, a line each
 * @throws what the file system says
 */
export function spillParts(folder: string, onDamage: (what: string) => void): SpillParts {
  mkdirSync(folder, { recursive: true });
  const files = readdirSync(folder).map(numberIn);
  const found = files.filter((file) => file !== undefined).sort((a, b) => a - b);
  let lastFile = found.at(-1) ?? 0;
  const setAside = (path: string) => renameSync(path, `${path}.damaged`);
  const parts: Part[] = [];
  for (const file of found) {
    const path = join(folder, spillName(file));
    if (startsWell(path)) parts.push({ path, bytes: statSync(path).size });
    else {
      onDamage(`${path} cannot be read: it does not start as one does`);
      setAside(path);
    }
  }

  return {
    all: parts,
    begin() {
      const path = join(folder, spillName(lastFile + 1));
      const opened = openSync(path, 'wx');
      lastFile++;
      try {
        writeAll(opened, signature);
      } catch (error) {
        closeSync(opened);
        rmSync(path, { force: true });
        throw error;
      }
      parts.push({ path, bytes: signature.length });
      return opened;
    },
    drop(trouble) {
      const [{ path }] = parts;
      if (trouble !== undefined) onDamage(`${path} cannot be read to its end: ${trouble}`);
      if (trouble === undefined || trouble === TORN) rmSync(path, { force: true });
      else setAside(path);
      parts.shift();
    },
  };
}

/** Writes all of the bytes, however many the system takes at once. */
export function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}
