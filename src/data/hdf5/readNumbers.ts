import type { Dataset } from 'h5wasm/node';
import type { RawValues } from '../examples.js';
import { readError } from './fileErrors.js';
import type { NumberType } from './numberTypes.js';
import { readBytes, withMemory } from './readBytes.js';
import type { OpenFile } from './withFile.js';

const slabBytes = 64 * 2 ** 20;

/**
 * Reads all numbers of a data set into one array, a slab of its first axis at a time.
 *
 * The library's memory never shrinks and ends at 2 GiB, so no more than `maxSlabBytes` (default
 * 64 MiB; a single row where that is more) passes through it. Other work gets its turn between slabs.
 *
 * @throws {DataError} when the data is damaged, or larger than memory
 */
export async function readNumbers(
  open: OpenFile,
  dataSet: Dataset,
  type: NumberType,
  maxSlabBytes: number = slabBytes,
): Promise<RawValues> {
  const shape = dataSet.shape ?? [];
  const rows = shape[0] ?? 0;
  const rowLength = shape.slice(1).reduce((product, length) => product * length, 1);
  const slabRows = rowsPerSlab(dataSet, rowLength * type.bytes, maxSlabBytes);
  const values = allocate(open, dataSet, type, rows * rowLength);

  for (let row = 0; row < rows; row += slabRows) {
    const count = Math.min(slabRows, rows - row);
    const length = count * rowLength;
    withMemory(open, length * type.bytes, (pointer) => {
      readBytes(open, dataSet, pointer, { from: row, count });
      const memory = open.library.module.HEAPU8.buffer;
      values.set(type.view(memory, pointer, length), row * rowLength);
    });
    if (row + count < rows) await new Promise((resume) => setImmediate(resume));
  }
  return values;
}

/** Whole chunks where they fit, because a chunk that two slabs share is decompressed twice. */
function rowsPerSlab({ metadata }: Dataset, rowBytes: number, maxBytes: number): number {
  const rows = Math.max(1, Math.floor(maxBytes / Math.max(1, rowBytes)));
  const chunkRows = metadata.chunks?.[0] ?? 1;
  return rows > chunkRows ? rows - (rows % chunkRows) : rows;
}

function allocate({ path }: OpenFile, dataSet: Dataset, type: NumberType, length: number) {
  try {
    return type.allocate(length);
  } catch (error) {
    const name = dataSet.path.slice(1);
    const found = `${name} holds ${length} numbers, more than fit in memory; split the file`;
    throw readError(path, found, error);
  }
}
