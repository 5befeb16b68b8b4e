import type { Kernels } from './kernels/kernels.js';
import { simdKernels } from './kernels/simdKernels.js';
import { scratchBytes } from './kernels/simdProducts.js';
import {
  allocate,
  type Make,
  type Matrix,
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
  /** Zeros in this arena; in ordinary memory once its 4 GiB are full. */
  readonly allocate: (length: number, precision: Precision) => Values;
  /** A copy in this arena. */
  readonly place: (A: Matrix) => Matrix;
}

const PAGE_BYTES = 2 ** 16;
const MAXIMUM_PAGES = 2 ** 16;
/** A cache line. */
const ALIGNMENT = 64;

const arenas = new WeakMap<ArrayBufferLike, Arena>();

/** A new arena. */
export function createArena(): Arena {
  // Shared, because growing such a memory leaves the views of it whole.
  const initial = Math.ceil(scratchBytes / PAGE_BYTES);
  const memory = new WebAssembly.Memory({ initial, maximum: MAXIMUM_PAGES, shared: true });
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
      arenas.set(memory.buffer, arena);
    }
    next = aligned(end);
    return start;
  }

  const arena: Arena = {
    kernels: simdKernels(memory, 0),
    allocate(length, precision) {
      const Values = precision === 'float64' ? Float64Array : Float32Array;
      const start = reserve(length * Values.BYTES_PER_ELEMENT);
      if (start === undefined) return allocate(length, precision);
      return new Values(memory.buffer, start, length);
    },
    place({ rows, cols, values }) {
      const copy = arena.allocate(values.length, precisionOf({ rows, cols, values }));
      copy.set(values);
      return { rows, cols, values: copy };
    },
  };
  arenas.set(memory.buffer, arena);
  return arena;
}

function aligned(address: number): number {
  return Math.ceil(address / ALIGNMENT) * ALIGNMENT;
}

/** The arena that a matrix lives in; undefined for one in ordinary memory. */
export function arenaOf(A: Matrix): Arena | undefined {
  return arenas.get(A.values.buffer);
}

/**
 * Makes zeros that can be computed with `neighbour`, in its arena. They stay there as long as the
 * arena does: for buffers that are made once, not for results.
 */
export function zerosBeside(neighbour: Matrix): Make {
  const arena = arenaOf(neighbour);
  if (arena === undefined) return zeros;
  return (rows, cols, precision) => ({
    rows: rows | 0,
    cols: cols | 0,
    values: arena.allocate(rows * cols, precision),
  });
}

/** `A` where it can be computed with `neighbour`: itself if it lives there, else a copy. */
export function placeBeside(neighbour: Matrix, A: Matrix): Matrix {
  const arena = arenaOf(neighbour);
  return arena === undefined || arenaOf(A) === arena ? A : arena.place(A);
}
