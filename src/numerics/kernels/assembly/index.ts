/* All that is exported from the one module of kernels. */
export * from './entries';
export * from './products';
