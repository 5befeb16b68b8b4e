import { DataError } from '../../errors.js';
import { isRecord } from '../isRecord.js';
import { parseUniqueJson } from '../parseUniqueJson.js';
import { lengthBytes, metadataName } from './encodeSafetensors.js';
import { type NumberType, numberTypes } from './numberTypes.js';
import type { Tensor } from './tensor.js';

/** What is in a safetensors file. */
export interface DecodedSafetensors {
  readonly tensors: Readonly<Record<string, Tensor>>;
  /** Empty when the file has none. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** As in the reference implementation: a header is read before anything in it can be believed. */
const maxHeaderBytes = 100_000_000;

/**
 * The tensors of a safetensors file, bit for bit, each in an array of its own, with the shape it was
 * written with (`matrixOf` makes a matrix of it). The file must be sound in every respect: the tensors
 * cover its data without gap or overlap, each as long as its shape and type say, and no name comes twice.
 *
 * @param path what the file is called in errors
 * @throws {DataError} when the bytes are no such file, or it holds a type that JavaScript has no array for
 * @example
 * const bytes = encodeSafetensors({ tensors: { b1: matrix([[1], [2]]) }, metadata: { iteration: '500' } });
 * decodeSafetensors(bytes).metadata // => { iteration: '500' }
 * Source: the format of huggingface/safetensors.
 */
export function decodeSafetensors(bytes: Uint8Array, path = 'tensors'): DecodedSafetensors {
  const refuse: Refuse = (found) => {
    throw new DataError(`Cannot read ${path}: ${found}`);
  };
  const { header, dataStart } = headerOf(bytes, refuse);
  const data = bytes.subarray(dataStart);
  const entries = Object.entries(header).filter(([name]) => name !== metadataName);
  const places = entries.map(([name, part]) => placeOf(name, part, refuse));
  requireCovered(places, data.length, refuse);
  return {
    tensors: Object.fromEntries(places.map((place) => [place.name, tensorAt(place, data)])),
    metadata: textsOf(header[metadataName], refuse),
  };
}

type Refuse = (found: string) => never;

/** Where a tensor lies, from the start of the data. */
interface Place {
  readonly name: string;
  readonly type: NumberType;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

function headerOf(bytes: Uint8Array, refuse: Refuse) {
  const cutShort = 'it is cut short or no safetensors file; copy or write it again';
  if (bytes.length < lengthBytes) return refuse(`it has ${bytes.length} bytes; ${cutShort}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, lengthBytes);
  const headerBytes = Number(view.getBigUint64(0, true));
  if (headerBytes > maxHeaderBytes) {
    return refuse(`its header would be ${headerBytes} bytes long; it is no safetensors file`);
  }
  const dataStart = lengthBytes + headerBytes;
  if (dataStart > bytes.length) {
    return refuse(`its header ends at byte ${dataStart} of ${bytes.length}; ${cutShort}`);
  }
  const header = parseHeader(bytes.subarray(lengthBytes, dataStart), refuse);
  return isRecord(header) ? { header, dataStart } : refuse('its header is not a JSON object');
}

function parseHeader(bytes: Uint8Array, refuse: Refuse): unknown {
  try {
    // With `ignoreBOM` a byte order mark is kept, which no JSON may have.
    return parseUniqueJson(
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes),
    );
  } catch (error) {
    return refuse(
      `its header is not JSON in UTF-8: ${error instanceof Error ? error.message : ''}`,
    );
  }
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function placeOf(name: string, part: unknown, refuse: Refuse): Place {
  const { dtype, shape, data_offsets: offsets } = isRecord(part) ? part : {};
  const type = numberTypes.find((known) => known.dtype === dtype);
  if (type === undefined) {
    const known = numberTypes.map((each) => each.dtype).join(', ');
    return refuse(`tensor ${name} is of type ${String(dtype)}; write it as one of ${known}`);
  }
  if (!isSizes(shape)) return refuse(`tensor ${name} has no shape`);
  if (!isSizes(offsets) || offsets.length !== 2) return refuse(`tensor ${name} has no place`);
  const [start, end] = offsets;
  // A product that is no longer exact is beyond any file, so it cannot equal the length by accident.
  const expected = shape.reduce((product, size) => product * size, type.bytes);
  if (end - start !== expected) {
    return refuse(
      `tensor ${name} of shape (${shape.join(', ')}) and type ${type.dtype} has ${end - start} bytes, not ${expected}`,
    );
  }
  return { name, type, shape, start, end };
}

function requireCovered(places: readonly Place[], dataBytes: number, refuse: Refuse): void {
  let covered = 0;
  for (const { name, start, end } of places.toSorted(
    (a, b) => a.start - b.start || a.end - b.end,
  )) {
    if (start !== covered) {
      refuse(`tensor ${name} starts at byte ${start} of the data, where ${covered} are covered`);
    }
    covered = end;
  }
  if (covered !== dataBytes) {
    refuse(`its tensors have ${covered} bytes and its data ${dataBytes}; copy or write it again`);
  }
}

function tensorAt({ type, shape, start, end }: Place, data: Uint8Array): Tensor {
  const own = new Uint8Array(end - start);
  own.set(data.subarray(start, end));
  return { shape, values: type.view(own.buffer) };
}

function textsOf(part: unknown, refuse: Refuse): Record<string, string> {
  const entries = isRecord(part) ? Object.entries(part) : [];
  if (part !== undefined && !isRecord(part)) refuse('its metadata are not a JSON object');
  return Object.fromEntries(
    entries.map(([name, text]) => [
      name,
      typeof text === 'string' ? text : refuse(`its metadata ${name} is not a text`),
    ]),
  );
}
