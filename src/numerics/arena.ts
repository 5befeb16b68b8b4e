import { ByteMatrix } from './byteMatrix.js';
import { blasKernels } from './kernels/blas/blasKernels.js';
import { systemBlas } from './kernels/blas/systemBlas.js';
import type { KernelName, Kernels } from './kernels/kernels.js';
import { simdKernels } from './kernels/simdKernels.js';
import { scratchBytes } from './kernels/simdProducts.js';
import { countThreads, type ThreadCount } from './kernels/threads/countThreads.js';
import { Threads } from './kernels/threads/threads.js';
import {
  type Make,
  type Matrix,
  type OfPrecision,
  type Precision,
  precisionOf,
  type Values,
  zeros,
} from './matrix.js';

/**
 * A stretch of WebAssembly memory where matrices live that are computed with one another.
 *
 * Nothing in it is given back one by one: it is collected as a whole, when no matrix in it is used any
 * more. So an arena belongs to a run, and what outlives the run is copied out.
 */
export interface Arena {
  readonly kernels: Kernels;
  /** A matrix of zeros in this arena; in ordinary memory once its 4 GiB are full. */
  readonly zeros: Make;
  /** A copy in this arena. */
  readonly place: (A: Matrix) => Matrix;
  /** The copy in this arena, made once, of a matrix that nobody writes. */
  readonly share: (A: Matrix) => Matrix;
  /** Whether a matrix is such a copy. */
  readonly isShared: (A: Matrix) => boolean;
  /** Ends the threads that share products; from then on they are computed alone. */
  readonly dismissThreads: () => void;
}

/** What a matrix says that can be computed with others in an arena. */
export interface InArena {
  readonly arena: Arena | undefined;
}

/** A matrix in an arena. */
class PlacedMatrix implements Matrix, InArena, OfPrecision {
  readonly rows: number;
  readonly cols: number;
  readonly values: Values;
  readonly #arena: Arena;
  readonly #precision: Precision;

  constructor(rows: number, cols: number, values: Values, arena: Arena) {
    this.rows = rows;
    this.cols = cols;
    this.values = values;
    this.#arena = arena;
    this.#precision = values instanceof Float64Array ? 'float64' : 'float32';
  }

  get arena(): Arena {
    return this.#arena;
  }

  get precision(): Precision {
    return this.#precision;
  }
}

const PAGE_BYTES = 2 ** 16;
const MAXIMUM_PAGES = 2 ** 16;
/** A cache line. */
const ALIGNMENT = 64;

/** How an arena computes. */
export interface ArenaOptions {
  /** How many threads share large products of 'simd'; the bits are the same. Default 'auto'. */
  readonly threads?: ThreadCount;
}

/**
 * A new arena.
 *
 * @throws {RangeError} when the process gets no more WebAssembly memory, or `threads` is not an integer
 * from 1 to 128
 * @throws {LibraryError} when 'blas' is asked for and there is none
 */
export function createArena(
  kernels: Exclude<KernelName, 'scalar'> = 'simd',
  { threads = 'auto' }: ArenaOptions = {},
): Arena {
  const count = countThreads(threads);
  const memory = createMemory();
  let next = aligned(scratchBytes);

  function reserve(bytes: number): number | undefined {
    const start = next;
    const end = start + bytes;
    const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE_BYTES);
    if (missing > 0) {
      try {
        memory.grow(missing);
      } catch {
        return undefined;
      }
    }
    next = aligned(end);
    return start;
  }

  function placeBytes({ rows, cols, bytes, divisor, table }: ByteMatrix): ByteMatrix {
    const start = reserve(bytes.length);
    if (start === undefined) return new ByteMatrix(rows, cols, bytes, divisor, table);
    const copy = new Uint8Array(memory.buffer, start, bytes.length);
    copy.set(bytes);
    return new ByteMatrix(rows, cols, copy, divisor, arena.place(table));
  }

  const shared = new WeakMap<Matrix, Matrix>();
  const copies = new WeakSet<Matrix>();
  // A BLAS brings its own threads; what it leaves to simd is small.
  const sharing = kernels === 'simd' ? count : 1;
  const team = new Threads({ memory, scratch: 0, reserve, threads: sharing });
  const simd = simdKernels(memory, 0, { threads: team, reserve });
  const arena: Arena = {
    kernels: kernels === 'simd' ? simd : blasKernels(systemBlas(), simd),
    zeros(rows, cols, precision) {
      const Values = precision === 'float64' ? Float64Array : Float32Array;
      const start = reserve(rows * cols * Values.BYTES_PER_ELEMENT);
      if (start === undefined) return zeros(rows, cols, precision);
      const values = new Values(memory.buffer, start, rows * cols);
      return new PlacedMatrix(rows | 0, cols | 0, values, arena);
    },
    place(A) {
      if (A instanceof ByteMatrix) return placeBytes(A);
      const copy = arena.zeros(A.rows, A.cols, precisionOf(A));
      copy.values.set(A.values);
      return copy;
    },
    share(A) {
      if (arenaOf(A) === arena) return A;
      const known = shared.get(A);
      if (known !== undefined) return known;
      const copy = arena.place(A);
      shared.set(A, copy);
      copies.add(copy);
      return copy;
    },
    isShared: (A) => copies.has(A),
    dismissThreads: () => team.dismiss(),
  };
  return arena;
}

/** Whether `createArena()` would get its memory now; what is tried is collected when it is needed. */
export function hasMemoryForArena(): boolean {
  try {
    createMemory();
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function createMemory(): WebAssembly.Memory {
  // Shared, because growing such a memory leaves the views of it whole.
  const initial = Math.ceil(scratchBytes / PAGE_BYTES);
  return new WebAssembly.Memory({ initial, maximum: MAXIMUM_PAGES, shared: true });
}

function aligned(address: number): number {
  return Math.ceil(address / ALIGNMENT) * ALIGNMENT;
}

/** The arena that a matrix lives in; undefined for one in ordinary memory. */
export function arenaOf(A: Matrix & Partial<InArena>): Arena | undefined {
  return A.arena;
}

/**
 * Makes zeros that can be computed with `neighbour`, in its arena. They stay there as long as the
 * arena does: for buffers that are made once, not for results.
 */
export function zerosBeside(neighbour: Matrix): Make {
  return arenaOf(neighbour)?.zeros ?? zeros;
}

/** Zeros in the shape and precision of A, beside it. */
export function zerosLike(A: Matrix): Matrix {
  return zerosBeside(A)(A.rows, A.cols, precisionOf(A));
}

/** `A` where it can be computed with `neighbour`: itself if it lives there, else a copy. */
export function placeBeside(neighbour: Matrix, A: Matrix): Matrix {
  const arena = arenaOf(neighbour);
  return arena === undefined || arenaOf(A) === arena ? A : arena.place(A);
}
