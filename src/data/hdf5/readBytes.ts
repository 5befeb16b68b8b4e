import type { Dataset } from 'h5wasm/node';
import { readError } from './fileErrors.js';
import type { OpenFile } from './withFile.js';

/** Lends `use` so many bytes of the library's memory, by their address. */
export function withMemory<T>(open: OpenFile, bytes: number, use: (pointer: number) => T): T {
  const { module } = open.library;
  // oxlint-disable-next-line no-underscore-dangle -- the name that Emscripten gives
  const pointer = module._malloc(bytes);
  if (pointer === 0) {
    throw readError(open.path, `it takes ${bytes} bytes at once, more than 2 GiB; split the file`);
  }
  try {
    return use(pointer);
  } finally {
    // oxlint-disable-next-line no-underscore-dangle -- the name that Emscripten gives
    module._free(pointer);
  }
}

/**
 * Reads `count` rows of a data set, from row `from` on, to an address in the library's memory.
 *
 * @throws {DataError} when the data is damaged or its compression is not known
 */
export function readBytes(
  { path, library }: OpenFile,
  dataSet: Dataset,
  pointer: number,
  { from, count }: { readonly from: number; readonly count: number },
): void {
  const shape = dataSet.shape ?? [];
  const status = library.module.get_dataset_data(
    dataSet.file_id,
    dataSet.path,
    [count, ...shape.slice(1)].map(BigInt),
    shape.map((_, axis) => (axis === 0 ? BigInt(from) : 0n)),
    shape.map(() => 1n),
    BigInt(pointer),
  );
  if (status < 0) throw readError(path, describeFailure(library.module, dataSet));
}

function describeFailure(
  { H5Z_FILTER_DEFLATE, H5Z_FILTER_SCALEOFFSET }: OpenFile['library']['module'],
  dataSet: Dataset,
): string {
  const name = dataSet.path.slice(1);
  const foreign = dataSet.filters.find(
    ({ id }) => id < H5Z_FILTER_DEFLATE || id > H5Z_FILTER_SCALEOFFSET,
  );
  return foreign === undefined
    ? `the data of ${name} is damaged; download it or write it again`
    : `${name} is compressed with ${foreign.name || `filter ${foreign.id}`}, which is not supported; write it with gzip`;
}
