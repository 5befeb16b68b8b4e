import type { KernelName } from '../src/index.js';
import { createArena } from '../src/numerics/arena.js';
import type { Matrix } from '../src/numerics/matrix.js';
import { printValue } from './table.js';

/*
 * What the benches know of the sets of kernels, and all that they know.
 */

/** The fast sets of this machine, the default first; what it lacks, a row of the table names. */
export function fastKernels(bench: string): KernelName[] {
  printValue(bench, 'gradstream, blas kernels', 'left out: this version has none');
  return ['simd'];
}

/** What puts matrices where these kernels compute with them. */
export function placeFor(kernels: KernelName): (A: Matrix) => Matrix {
  return kernels === 'scalar' ? (A) => A : createArena().place;
}
