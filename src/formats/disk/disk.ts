/**
 * What this folder asks of a file system, so that a test can let any call fail, or cut the power after it.
 *
 * Calls fail as those of `node:fs` do, with an error that has a `code`.
 */
export interface Disk {
  /** The names in a folder, in any order. */
  list(folder: string): Promise<readonly string[]>;
  /** All of a file. */
  read(path: string): Promise<Uint8Array>;
  /** Makes one folder, whose parent is there; fails with EEXIST when something has its name. */
  makeFolder(path: string): Promise<void>;
  /** Makes a file, and leaves it open; fails with EEXIST when something has its name. */
  create(path: string): Promise<NewFile>;
  /** Gives a file or folder another name; a file takes the place of another one. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file, or a folder with everything in it; does nothing where there is none. */
  remove(path: string): Promise<void>;
  /** Returns when the names in a folder are on the disk; fails where the platform cannot do that. */
  syncFolder(path: string): Promise<void>;
}

/** A file that is being written, from its start to its end. */
export interface NewFile {
  /** Writes the first of the bytes, and returns how many: less than all of them at times. */
  append(bytes: Uint8Array): Promise<number>;
  /** Returns when everything written is on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Where files are written. */
export interface DiskOptions {
  /** Default: the file system of this machine. */
  readonly disk?: Disk;
}
