/* Everything that is compiled into the one module of the kernels. */
export * from './byteProducts';
export * from './products';
export * from './threads';
