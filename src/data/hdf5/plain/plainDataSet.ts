import type { RawValues } from '../../examples.js';
import { type NumberType, numberTypeNamed } from '../numberTypes.js';
import { type FileBytes, requirePlain } from './bytesOf.js';
import { kinds, plainHeader, requireMessage } from './plainHeader.js';

/** A data set whose numbers or texts lie in a plain file one after another. */
export interface PlainDataSet {
  readonly shape: readonly number[];
  readonly numbers: () => RawValues;
  readonly texts: () => string[];
}

/**
 * The data set whose header lies at an address.
 *
 * Source: HDF5 file format specification 3.0, sections IV.A.2.b (version 1), d (version 1) and i (version 3).
 */
export function plainDataSet(bytes: FileBytes, header: number): PlainDataSet {
  const messages = plainHeader(bytes, header);
  const shape = shapeAt(bytes, requireMessage(messages, kinds.shape));
  const type = requireMessage(messages, kinds.type);
  const layout = requireMessage(messages, kinds.layout);
  const count = shape.reduce((product, length) => product * length, 1);
  const size = bytes.uint32(type + 4);

  /** Where the entries lie, all of them inside of the file. */
  function entriesAt(): number {
    // Version 3, in one piece.
    requirePlain(bytes.hex(layout, 2) === '0301' && bytes.uint64(layout + 10) === count * size);
    const start = bytes.uint64(layout + 2);
    requirePlain(size > 0 && start + count * size <= bytes.length);
    return start;
  }

  return {
    shape,
    numbers() {
      const { bytes: length, allocate, view } = requireNumbers(bytes, type, size);
      requirePlain(length === size);
      const entries = bytes.slice(entriesAt(), count * size);
      const values = allocate(count);
      values.set(view(entries, 0, count));
      return values;
    },
    texts() {
      requirePlain((bytes.byte(type) & 0xf) === TEXT && shape.length === 1);
      const start = entriesAt();
      return Array.from({ length: count }, (_, i) => bytes.text(start + i * size, size).trimEnd());
    },
  };
}

function shapeAt(bytes: FileBytes, message: number): number[] {
  requirePlain(bytes.byte(message) === 1);
  return Array.from({ length: bytes.byte(message + 1) }, (_, axis) =>
    bytes.uint64(message + 8 + 8 * axis),
  );
}

/** Classes of types of version 1. */
const INTEGER = 0x10;
const FLOAT = 0x11;
const TEXT = 0x3;
const SIGNED = 8;

/** What is said of the floats of IEEE 754, little-endian, from the bits of the class on. */
const floats: ReadonlySet<string> = new Set([
  '200f0002000000000010000a05000a0f000000',
  '201f000400000000002000170800177f000000',
  '203f000800000000004000340b0034ff030000',
]);

function requireNumbers(bytes: FileBytes, type: number, size: number): NumberType {
  const kind = bytes.byte(type);
  if (kind === FLOAT) {
    requirePlain(floats.has(bytes.hex(type + 1, 19)));
    return requireType(`float${size}`);
  }
  const sign = bytes.byte(type + 1);
  // Little-endian and without padding, every bit of them.
  requirePlain(kind === INTEGER && (sign === 0 || sign === SIGNED));
  requirePlain(bytes.uint16(type + 8) === 0 && bytes.uint16(type + 10) === 8 * size);
  return requireType(`${sign === SIGNED ? '' : 'u'}int${size}`);
}

function requireType(name: string): NumberType {
  const type = numberTypeNamed(name);
  requirePlain(type !== undefined);
  return type;
}
