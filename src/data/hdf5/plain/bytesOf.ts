/** That a file is not laid out as the reader of plain files expects; never seen outside of it. */
export class NotPlain extends Error {}

/** Says that a file is not plain unless `holds`. */
export function requirePlain(holds: boolean): asserts holds {
  if (!holds) throw new NotPlain();
}

/** The bytes of a file, read by their offsets; what lies beyond their end is not plain. */
export interface FileBytes {
  readonly length: number;
  readonly byte: (at: number) => number;
  /** Little-endian, as all numbers of the format are. */
  readonly uint16: (at: number) => number;
  readonly uint32: (at: number) => number;
  /** An address or a length of 8 bytes. */
  readonly uint64: (at: number) => number;
  readonly hex: (at: number, length: number) => string;
  /** The text up to the first zero byte. */
  readonly text: (at: number, atMost?: number) => string;
  /** A copy of its own. */
  readonly slice: (at: number, length: number) => ArrayBuffer;
}

/** Reads `buffer` by offsets. */
export function bytesOf(buffer: Uint8Array<ArrayBuffer>): FileBytes {
  const { length } = buffer;
  const view = new DataView(buffer.buffer, buffer.byteOffset, length);
  const inside = (at: number, bytes: number): number => {
    requirePlain(at + bytes <= length);
    return at;
  };
  const part = (at: number, bytes: number) => buffer.subarray(inside(at, bytes), at + bytes);
  return {
    length,
    byte: (at) => view.getUint8(inside(at, 1)),
    uint16: (at) => view.getUint16(inside(at, 2), true),
    uint32: (at) => view.getUint32(inside(at, 4), true),
    uint64: (at) => Number(view.getBigUint64(inside(at, 8), true)),
    hex: (at, bytes) => Buffer.from(part(at, bytes)).toString('hex'),
    text(at, atMost) {
      const found = buffer.indexOf(0, inside(at, 0));
      const most = atMost === undefined ? length : at + atMost;
      const end = found < 0 ? most : Math.min(found, most);
      return new TextDecoder().decode(part(at, end - at));
    },
    // Not the slice of a Buffer, which is a view.
    slice: (at, bytes) => Uint8Array.prototype.slice.call(part(at, bytes)).buffer,
  };
}
