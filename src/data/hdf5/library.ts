import { openSync } from 'node:fs';
import { devNull } from 'node:os';
import type * as h5wasm from 'h5wasm/node';

/** The HDF5 library with its classes, loaded and silent. */
export interface Hdf5Library {
  readonly Dataset: typeof h5wasm.Dataset;
  readonly File: typeof h5wasm.File;
  readonly module: Awaited<typeof h5wasm.ready>;
  /** How many instances crashed before this one was made. */
  readonly generation: number;
}

let library: Promise<Hdf5Library> | undefined;
let discarded = 0;

/**
 * Loads the HDF5 library at the first call, which takes about 150 ms, and gives the same one ever after.
 *
 * Its calls report failure by what they return, never by an exception: h5wasm can throw instead, but
 * each such exception leaves the file open for good and needs a writable `/tmp`. Its error output
 * goes nowhere.
 */
export function loadLibrary(): Promise<Hdf5Library> {
  library ??= load();
  return library;
}

/**
 * Makes the next `loadLibrary()` load a new instance, in place of one that crashed: some damaged files
 * make HDF5 write beyond its buffers, and whatever it reads after that may be wrong.
 */
export function discardLibrary(crashed: Hdf5Library): void {
  if (crashed.generation !== discarded) return;
  discarded++;
  library = undefined;
}

async function load(): Promise<Hdf5Library> {
  const generation = discarded;
  const { Dataset, File, ready } = await importInstance(generation);
  const module = await ready;
  discardErrorOutput(module.FS);
  Object.assign(module, { onAbort: throwCrash });
  return { Dataset, File, module, generation };
}

/** Whether the library, not the file, is what cannot go on: WebAssembly traps have this name too. */
export function isCrash(error: unknown): boolean {
  return error instanceof Error && error.name === 'RuntimeError';
}

/** Emscripten prints why it aborts, unless it is interrupted before. */
function throwCrash(reason: unknown): never {
  throw Object.assign(new Error(`HDF5 aborted: ${String(reason)}`), { name: 'RuntimeError' });
}

/** Another query makes another module of the same file, with a memory of its own. */
function importInstance(generation: number): Promise<typeof import('h5wasm/node')> {
  return generation === 0
    ? import('h5wasm/node')
    : import(`${import.meta.resolve('h5wasm/node')}?instance=${generation}`);
}

/** HDF5 prints a stack of a dozen lines for every failure; that stream is turned to the null device. */
function discardErrorOutput(fileSystem: object): void {
  const streams: unknown = Reflect.get(fileSystem, 'streams');
  const standardError: unknown = Array.isArray(streams) ? streams[2] : undefined;
  if (typeof standardError !== 'object' || standardError === null || !('nfd' in standardError)) {
    throw new Error(
      'Cannot silence the HDF5 library: this version of h5wasm has another file table',
    );
  }
  standardError.nfd = openSync(devNull, 'w');
}
