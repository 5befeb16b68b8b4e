import type { Dataset } from 'h5wasm/node';
import { readBytes, withMemory } from './readBytes.js';
import type { OpenFile } from './withFile.js';

/**
 * The texts of a data set of one axis, of fixed or variable length, without the padding; undefined
 * when it holds something else.
 *
 * @throws {DataError} when the data is damaged
 */
export function readTexts(open: OpenFile, dataSet: Dataset): string[] | undefined {
  const { module } = open.library;
  const { type, size, vlen, shape } = dataSet.metadata;
  const count = shape?.[0];
  if (type !== module.H5T_class_t.H5T_STRING.value || shape?.length !== 1 || !count) {
    return undefined;
  }
  return withMemory(open, count * size, (pointer) => {
    readBytes(open, dataSet, pointer, { from: 0, count });
    const bytes = module.HEAPU8.slice(pointer, pointer + count * size);
    if (vlen) {
      const texts = Array.from(new Uint32Array(bytes.buffer), (at) => module.UTF8ToString(at));
      module.reclaim_vlen_memory(dataSet.file_id, dataSet.path, '', BigInt(pointer));
      return texts;
    }
    return Array.from({ length: count }, (_, index) =>
      unpad(bytes.subarray(index * size, (index + 1) * size)),
    );
  });
}

function unpad(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end)).trimEnd();
}
