import { kernelsWasm } from './kernelsWasm.js';
import type { SimdEntries } from './simdEntries.js';
import type { SimdProducts } from './simdProducts.js';

/** All that the one WebAssembly module of kernels exports. */
export type SimdFunctions = SimdProducts & SimdEntries;

let compiled: WebAssembly.Module | undefined;

/**
 * The kernels in the given memory, which must be shared and have a maximum of at most 65536 pages.
 *
 * `scratch` is the address, a multiple of 64 for speed, of `scratchBytes` that nothing else uses.
 *
 * @throws {WebAssembly.LinkError} when the memory is not shared
 */
export function instantiateKernels(memory: WebAssembly.Memory, scratch: number): SimdFunctions {
  const instance = new WebAssembly.Instance<Exports>(kernelsModule(), { env: { memory } });
  const { useScratch, ...functions } = instance.exports;
  useScratch(scratch);
  return functions;
}

/** The compiled module, which imports a memory. */
export function kernelsModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Buffer.from(kernelsWasm, 'base64'));
  return compiled;
}

interface Exports extends SimdProducts, SimdEntries {
  readonly useScratch: (address: number) => void;
}
