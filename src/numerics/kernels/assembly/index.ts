/* All that is exported from the one module of kernels. */
export { scratchBytes, useScratch } from './blocks';
export * from './byteProducts';
export * from './entries';
export * from './gather';
export * from './products';
export * from './threads';
