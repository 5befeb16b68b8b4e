import { chooseKernels, type KernelName } from '../src/index.js';
import { type Arena, type ArenaOptions, createArena } from '../src/numerics/arena.js';
import { countThreads } from '../src/numerics/kernels/threads/countThreads.js';
import { printValue } from './table.js';

/*
 * What the benches know of the sets of kernels, and all that they know.
 */

/** What computes, as rows call it. */
export interface KernelSet {
  readonly name: string;
  readonly kernels: KernelName;
  /** Those of simd; blas brings its own. */
  readonly threads: number;
}

const cores = countThreads('auto');

/** The fast sets of this machine, the default last but one; what it lacks, a row of the table names. */
export function fastSets(bench: string): KernelSet[] {
  const sets: KernelSet[] = [{ name: 'simd kernels, 1 thread', kernels: 'simd', threads: 1 }];
  if (cores > 1) {
    sets.push({ name: `simd kernels, ${cores} threads`, kernels: 'simd', threads: cores });
  }
  const { kernels, library, note } = chooseKernels('auto');
  if (kernels === 'blas') sets.push({ name: `blas kernels, ${library}`, kernels, threads: 1 });
  else printValue(bench, 'gradstream, blas kernels', `left out: ${note}`);
  return sets;
}

/** The plain set, which the others are measured by. */
export const scalarSet: KernelSet = { name: 'scalar kernels', kernels: 'scalar', threads: 1 };

/** Where matrices live for these kernels to read them; undefined for ordinary memory. */
export function arenaFor(kernels: KernelName, options: ArenaOptions = {}): Arena | undefined {
  return kernels === 'scalar' ? undefined : createArena(kernels, options);
}
