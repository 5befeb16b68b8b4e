import { chooseKernels, type KernelName } from '../src/index.js';
import { type Arena, type ArenaOptions, createArena } from '../src/numerics/arena.js';
import { printValue } from './table.js';

/*
 * What the benches know of the sets of kernels, and all that they know.
 */

/** The fast sets of this machine, the default first; what it lacks, a row of the table names. */
export function fastKernels(bench: string): KernelName[] {
  const { kernels, note } = chooseKernels('auto');
  if (kernels === 'blas') return ['simd', 'blas'];
  printValue(bench, 'gradstream, blas kernels', `left out: ${note}`);
  return ['simd'];
}

/** Where matrices live for these kernels to read them; undefined for ordinary memory. */
export function arenaFor(kernels: KernelName, options: ArenaOptions = {}): Arena | undefined {
  return kernels === 'scalar' ? undefined : createArena(kernels, options);
}
