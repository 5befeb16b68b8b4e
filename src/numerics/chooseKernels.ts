import { LibraryError } from '../errors.js';
import { hasMemoryForArena } from './arena.js';
import { systemBlas } from './kernels/blas/systemBlas.js';
import type { KernelChoice, KernelName } from './kernels/kernels.js';

/** What a choice of kernels comes to in this process. */
export interface ChosenKernels {
  readonly kernels: KernelName;
  /** The library of 'blas', as it calls itself: `OpenBLAS 0.3.21, 2 threads`. */
  readonly library?: string;
  /** Why it is not what was asked for, or not the best there can be: one line. */
  readonly note?: string;
}

/**
 * The kernels that will compute when `choice` is asked for. 'auto' is 'blas' where koffi and a library
 * are there and compute rightly, else 'simd'; without memory for WebAssembly everything is 'scalar'.
 *
 * @throws {LibraryError} when 'blas' is asked for by name and cannot be had
 * @throws {RangeError} when it is none of the choices there are
 * @example
 * chooseKernels('simd') // => { kernels: 'simd' }
 */
export function chooseKernels(choice: KernelChoice): ChosenKernels {
  if (!choices.includes(choice)) {
    throw new RangeError(`Unknown kernels "${choice}"; there are ${choices.join(', ')}`);
  }
  if (choice === 'scalar') return { kernels: 'scalar' };
  const chosen: ChosenKernels = choice === 'simd' ? { kernels: 'simd' } : blasOr(choice);
  if (hasMemoryForArena()) return chosen;
  return {
    kernels: 'scalar',
    note: `No memory is left for WebAssembly: scalar kernels in place of ${chosen.kernels}`,
  };
}

const choices: readonly KernelChoice[] = ['auto', 'simd', 'blas', 'scalar'];

function blasOr(choice: 'blas' | 'auto'): ChosenKernels {
  try {
    return { kernels: 'blas', library: systemBlas().name };
  } catch (error) {
    if (choice === 'blas' || !(error instanceof LibraryError)) throw error;
    return { kernels: 'simd', note: `${error.message}; simd kernels instead` };
  }
}
