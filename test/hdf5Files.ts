import { join } from 'node:path';
import { loadLibrary } from '../src/data/hdf5/library.js';

/** What `create_dataset` of h5wasm takes. */
export type DataSetContent = Parameters<
  InstanceType<Awaited<ReturnType<typeof loadLibrary>>['File']>['create_dataset']
>[0];

/** Writes an HDF5 file with these data sets into a folder, and gives its path. */
export async function writeHdf5(
  folder: string,
  name: string,
  dataSets: readonly DataSetContent[],
): Promise<string> {
  const path = join(folder, name);
  const { File } = await loadLibrary();
  const file = new File(path, 'w');
  try {
    for (const dataSet of dataSets) file.create_dataset(dataSet);
  } finally {
    file.close();
  }
  return path;
}

/** A data set of images whose pixels count up, or are `pixel` in all places. */
export function images(
  name: string,
  count: number,
  size: number,
  pixel?: Uint8Array | Float32Array,
): DataSetContent {
  const length = count * size * size * 3;
  const data = pixel ?? Uint8Array.from({ length }, (_, index) => (index * 7) % 256);
  return { name, data, shape: [count, size, size, 3] };
}

/** A data set of int64 labels, as in the published files. */
export function labels(name: string, values: readonly number[]): DataSetContent {
  return { name, data: BigInt64Array.from(values, BigInt) };
}
