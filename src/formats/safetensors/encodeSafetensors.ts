import { ShapeError } from '../../errors.js';
import type { Matrix } from '../../numerics/matrix.js';
import { type NumberType, numberTypes } from './numberTypes.js';
import { type Tensor, tensorOf } from './tensor.js';

/** Tensors by name, with texts about them. */
export interface Safetensors {
  readonly tensors: Readonly<Record<string, Matrix | Tensor>>;
  /** Texts by name. Default none. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The name in the header that is no tensor's. */
export const metadataName = '__metadata__';

/** Bytes of the number before the header, which says how long that is. */
export const lengthBytes = 8;

/**
 * Tensors as the bytes of a safetensors file, which Python's `safetensors` and whatever builds on it reads:
 * the length of the header in 8 bytes, the header in JSON, padded with blanks to a multiple of 8, and the
 * numbers, little-endian, those of wide types first and by name among one type. Every bit of a number is
 * kept, those of NaN and -0 too. The same tensors give the same bytes, whatever order they come in.
 *
 * The result is a copy: what is written to the tensors later is not in it.
 *
 * @throws {ShapeError} when a tensor has another number of values than its shape says
 * @throws {RangeError} when a name is `__metadata__`, or no Unicode text
 * @throws {TypeError} when values are in an array that the format has no type for
 * @example
 * const bytes = encodeSafetensors({ tensors: { W1: matrix([[1, 2]]), step: { shape: [], values: Uint32Array.of(7) } } });
 * matrixOf(decodeSafetensors(bytes).tensors.W1) // => matrix([[1, 2]])
 * Source: the format of huggingface/safetensors.
 */
export function encodeSafetensors({ tensors, metadata }: Safetensors): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(tensors).map(([name, source]) => entryOf(name, tensorOf(source)));
  entries.sort((a, b) => a.order - b.order || compareTexts(a.name, b.name));

  const parts: [name: string, part: object][] = [];
  if (metadata !== undefined) parts.push([metadataName, sortedTexts(metadata)]);
  let end = 0;
  for (const { name, type, shape, bytes } of entries) {
    const start = end;
    end += bytes.length;
    parts.push([name, { dtype: type.dtype, shape, data_offsets: [start, end] }]);
  }
  // By hand, because an object would put names that look like numbers first.
  const json = parts.map(([name, part]) => `${JSON.stringify(name)}:${JSON.stringify(part)}`);
  const header = Buffer.from(`{${json.join(',')}}`);
  const headerBytes = Math.ceil(header.length / 8) * 8;

  const file = new Uint8Array(lengthBytes + headerBytes + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.fill(0x20, lengthBytes + header.length, lengthBytes + headerBytes);
  file.set(header, lengthBytes);
  let at = lengthBytes + headerBytes;
  for (const { bytes } of entries) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}

interface Entry {
  readonly name: string;
  readonly type: NumberType;
  /** Place of the type among all. */
  readonly order: number;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

function entryOf(name: string, { shape, values }: Tensor): Entry {
  if (name === metadataName) throw new RangeError(`A tensor cannot be called ${metadataName}`);
  requireText(name);
  const order = numberTypes.findIndex(({ holds }) => holds(values));
  if (order === -1) {
    throw new TypeError(
      `Cannot write tensor ${name}: there is no type for a ${values.constructor.name}`,
    );
  }
  const wholeNumbers = shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  if (!wholeNumbers || shape.reduce((product, size) => product * size, 1) !== values.length) {
    throw new ShapeError(
      `Cannot write tensor ${name} of shape (${shape.join(', ')}): it has ${values.length} values`,
    );
  }
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return { name, type: numberTypes[order], order, shape, bytes };
}

function sortedTexts(metadata: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(metadata).toSorted(([a], [b]) => compareTexts(a, b));
  entries.flat().forEach(requireText);
  return Object.fromEntries(entries);
}

/** By UTF-8 bytes, as the reference implementation. */
function compareTexts(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Half a surrogate pair has no UTF-8: it would be written as another text. */
function requireText(text: string): void {
  if (Buffer.from(text).toString() !== text) {
    throw new RangeError(`Cannot write ${JSON.stringify(text)}: it is not a Unicode text`);
  }
}
