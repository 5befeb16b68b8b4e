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
  compiled ??= new WebAssembly.Module(Buffer.from(kernelsWasm, 'base64'));
  const instance = new WebAssembly.Instance<Exports>(compiled, { env: { memory } });
  const { useScratch, ...functions } = instance.exports;
  useScratch(scratch);
  return functions;
}

interface Exports extends SimdProducts, SimdEntries {
  readonly useScratch: (address: number) => void;
}
