import { randomUUID } from 'node:crypto';
import { access, constants, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { diskError } from '../../diskError.js';
import { DataError } from '../../errors.js';
import { type Examples, type RawValues, requireWhole } from '../examples.js';
import { requireDataSet } from './findDataSet.js';
import { loadLibrary } from './library.js';
import { numberType } from './numberTypes.js';
import { readNumbers } from './readNumbers.js';
import { withFile } from './withFile.js';

const chunkBytes = 2 ** 20;

/**
 * Writes labelled examples to an HDF5 file in the layout of the published ones: `train_set_x` or
 * `test_set_x`, its labels as int64, and `list_classes`; the examples are compressed.
 *
 * The file takes its name only when it is complete and has been read back; on failure nothing is left
 * behind and what was there before stays.
 *
 * Shapes: x (m, ...exampleShape), y (m).
 * @throws {RangeError} by rejection, when there are no examples
 * @throws {ShapeError} by rejection, when there is not a number for every feature of every label
 * @throws {DataError} by rejection, when the file cannot be written
 * @example
 * const pairs = { values: Uint8Array.of(1, 2, 3, 4), exampleShape: [2], labels: Uint8Array.of(0, 1), classNames: ['a', 'b'] };
 * await writeExamples('train_pairs.h5', 'train', pairs);
 * (await readExamples('train_pairs.h5')).labels // => Uint8Array.of(0, 1)
 */
export async function writeExamples(
  path: string,
  set: 'train' | 'test',
  examples: Examples,
): Promise<void> {
  requireWhole(examples);
  if (examples.values.length === 0) throw new RangeError(`Cannot write ${path} without examples`);
  const folder = dirname(resolve(path));
  const temporary = join(folder, `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    await access(folder, constants.W_OK);
    await writeFile(temporary, set, examples);
    await verify(temporary, set, examples);
    await rename(temporary, resolve(path));
  } catch (error) {
    throw error instanceof DataError
      ? new DataError(`Cannot write ${path}: the disk is full or not writable`, { cause: error })
      : diskError(`write ${path}`, error);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function writeFile(path: string, set: string, examples: Examples): Promise<void> {
  const { values, exampleShape, labels, classNames } = examples;
  const { File } = await loadLibrary();
  const file = new File(path, 'w');
  if (file.file_id < 0n) throw new DataError(`Cannot create ${path}`);
  try {
    const m = labels.length;
    const rowsPerChunk = Math.floor(chunkBytes / (values.byteLength / m));
    file.create_dataset({
      name: `${set}_set_x`,
      data: values,
      shape: [m, ...exampleShape],
      chunks: [Math.min(m, Math.max(1, rowsPerChunk)), ...exampleShape],
      compression: 'gzip',
    });
    file.create_dataset({ name: `${set}_set_y`, data: BigInt64Array.from(labels, BigInt) });
    file.create_dataset({
      name: 'list_classes',
      data: [...classNames],
      dtype: textType(classNames),
    });
  } finally {
    file.close();
  }
}

/** Bytes of fixed length, as published: `A` is plain ASCII and `S` UTF-8 to h5wasm. */
function textType(texts: readonly string[]): string {
  const length = Math.max(1, ...texts.map((text) => Buffer.byteLength(text)));
  const isAscii = texts.every((text) => Buffer.byteLength(text) === text.length);
  return `${isAscii ? 'A' : 'S'}${length}`;
}

/** The library does not say that a write failed, so the only proof is to read it back. */
function verify(path: string, set: string, { values, labels }: Examples): Promise<void> {
  return withFile(path, async (open) => {
    const written = async (role: 'x' | 'y', expected: RawValues) => {
      const name = `${set}_set_${role}`;
      const dataSet = requireDataSet(open, name, role);
      const type = numberType(open.library, dataSet);
      const found = type && (await readNumbers(open, dataSet, type));
      if (!found?.every((value, index) => Object.is(value, expected[index]))) {
        throw new DataError(`${name} was not written`);
      }
    };
    await written('x', values);
    await written('y', labels);
  });
}
