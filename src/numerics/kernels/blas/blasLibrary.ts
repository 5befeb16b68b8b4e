import { createRequire } from 'node:module';
import { basename } from 'node:path';
import type { Values } from '../../matrix.js';

/** A BLAS of the system, opened: the general matrix product in both precisions. */
export interface BlasLibrary {
  /** What it is, as far as it tells: `OpenBLAS 0.3.21, 2 threads`. */
  readonly name: string;
  readonly dgemm: Gemm;
  readonly sgemm: Gemm;
}

/**
 * C = alpha A B + beta C, with either factor transposed, as CBLAS defines it; n, m and k are the rows of
 * C, its columns and the inner size. Nothing is checked: the library reads and writes where it is told.
 */
export type Gemm = (
  order: number,
  transA: number,
  transB: number,
  n: number,
  m: number,
  k: number,
  alpha: number,
  A: Values,
  lda: number,
  B: Values,
  ldb: number,
  beta: number,
  C: Values,
  ldc: number,
) => void;

/** What is used of koffi, which may not be installed: so it has no import, and no types of its own here. */
interface Koffi {
  load(file: string): {
    /** @throws {Error} when the library has no such function */
    func(prototype: string): (...args: readonly (number | Values)[]) => unknown;
  };
}

/**
 * koffi, which calls libraries of the system.
 *
 * @throws {Error} when it is not installed, or not for this platform
 */
export function loadKoffi(): Koffi {
  const koffi: Koffi = createRequire(import.meta.url)('koffi');
  return koffi;
}

/**
 * Opens a library that has the CBLAS interface with sizes of 32 bits.
 *
 * @param file a path, or a name that the system's loader finds
 * @throws {Error} when it cannot be loaded, is no such library, or takes sizes of 64 bits
 */
export function openBlas(koffi: Koffi, file: string): BlasLibrary {
  const library = koffi.load(file);
  const gemm = (name: string, number: 'double' | 'float'): Gemm =>
    library.func(
      `void ${name}(int order, int transA, int transB, int n, int m, int k, ${number} alpha, ` +
        `const void *A, int lda, const void *B, int ldb, ${number} beta, void *C, int ldc)`,
    );
  const [dgemm, sgemm] = [gemm('cblas_dgemm', 'double'), gemm('cblas_sgemm', 'float')];
  // Only OpenBLAS can be asked what it is.
  const ask = (question: string): string => {
    try {
      return String(library.func(question)());
    } catch {
      return '';
    }
  };
  const config = ask('const char *openblas_get_config()');
  if (config.includes('USE64BITINT')) throw new Error('It takes sizes of 64 bits (ILP64)');
  const threads = ask('int openblas_get_num_threads()');
  const version = /^OpenBLAS \S+/.exec(config)?.[0] ?? basename(file);
  const counted = threads && `, ${threads} ${threads === '1' ? 'thread' : 'threads'}`;
  return { name: version + counted, dgemm, sgemm };
}
