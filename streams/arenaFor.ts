import { type Arena, createArena } from '../src/numerics/arena.js';
import type { KernelName } from '../src/numerics/kernels/kernels.js';
import type { ThreadCount } from '../src/numerics/kernels/threads/countThreads.js';

/** Where batches live for the kernels to read them; nowhere else when no WebAssembly memory is left. */
export function arenaFor(kernels: KernelName, threads: ThreadCount): Arena | undefined {
  if (kernels === 'scalar') return undefined;
  try {
    return createArena(kernels, { threads });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
