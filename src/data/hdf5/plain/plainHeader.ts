import { type FileBytes, requirePlain } from './bytesOf.js';

/** Kinds of messages, of those that the header of a plain object consists of. */
export const kinds = {
  nothing: 0x00,
  shape: 0x01,
  type: 0x03,
  oldFillValue: 0x04,
  fillValue: 0x05,
  layout: 0x08,
  attribute: 0x0c,
  continuation: 0x10,
  group: 0x11,
  time: 0x12,
};

const known: ReadonlySet<number> = new Set(Object.values(kinds));
const SHARED = 2;

/**
 * Where the messages of an object lie, by their kind.
 *
 * Source: HDF5 file format specification 3.0, section IV.A.1.a, version 1 of the header.
 */
export function plainHeader(bytes: FileBytes, at: number): ReadonlyMap<number, number> {
  requirePlain(bytes.byte(at) === 1);
  const messages = new Map<number, number>();
  const blocks = [{ from: at + 16, length: bytes.uint32(at + 8) }];
  let left = bytes.uint16(at + 2);
  for (const { from, length } of blocks) {
    for (let next = from; next < from + length && left > 0; left--) {
      const kind = bytes.uint16(next);
      const content = next + 8;
      requirePlain(known.has(kind));
      // A shared message stands elsewhere; only attributes are not read at all.
      requirePlain(kind === kinds.attribute || (bytes.byte(next + 4) & SHARED) === 0);
      if (kind === kinds.continuation) {
        blocks.push({ from: bytes.uint64(content), length: bytes.uint64(content + 8) });
      }
      messages.set(kind, content);
      next = content + bytes.uint16(next + 2);
    }
  }
  return messages;
}

/** Where the message of a kind lies that there has to be. */
export function requireMessage(messages: ReadonlyMap<number, number>, kind: number): number {
  const at = messages.get(kind);
  requirePlain(at !== undefined);
  return at;
}
