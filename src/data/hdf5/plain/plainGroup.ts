import { type FileBytes, requirePlain } from './bytesOf.js';
import { kinds, plainHeader, requireMessage } from './plainHeader.js';

const NO_ADDRESS = 'ffffffffffffffff';

/**
 * The signature; version 0 of all there is, with addresses and lengths of 8 bytes; the usual sizes of nodes;
 * nothing in front of the file, and no list of free space.
 */
const PLAIN_START = `894844460d0a1a0a00000000000808000400100000000000${'0'.repeat(16)}${NO_ADDRESS}`;

/**
 * Where the headers of the objects in the one group of a plain file lie, by their names, which the format
 * keeps in order.
 *
 * Source: HDF5 file format specification 3.0, sections II.A (version 0), III.A.1, III.B, III.C and III.D.
 */
export function plainGroup(bytes: FileBytes): ReadonlyMap<string, number> {
  requirePlain(bytes.hex(0, 40) === PLAIN_START && bytes.uint64(40) === bytes.length);
  requirePlain(bytes.hex(48, 8) === NO_ADDRESS);
  const group = requireMessage(plainHeader(bytes, bytes.uint64(64)), kinds.group);
  const names = namesAt(bytes, bytes.uint64(group + 8));
  const objects = new Map<string, number>();
  for (const node of leaves(bytes, bytes.uint64(group))) {
    for (let i = 0; i < bytes.uint16(node + 6); i++) {
      const entry = node + 8 + 40 * i;
      // Groups and links say so.
      requirePlain(bytes.uint32(entry + 16) === 0);
      objects.set(bytes.text(names + bytes.uint64(entry)), bytes.uint64(entry + 8));
    }
  }
  return objects;
}

/** Where the names of a group begin. */
function namesAt(bytes: FileBytes, heap: number): number {
  requirePlain(bytes.text(heap, 4) === 'HEAP' && bytes.byte(heap + 4) === 0);
  return bytes.uint64(heap + 24);
}

/** The nodes of a group that has a tree of one level. */
function* leaves(bytes: FileBytes, tree: number): Generator<number> {
  // A group, and children that are leaves.
  requirePlain(bytes.text(tree, 4) === 'TREE' && bytes.hex(tree + 4, 2) === '0000');
  for (let i = 0; i < bytes.uint16(tree + 6); i++) {
    const node = bytes.uint64(tree + 32 + 16 * i);
    requirePlain(bytes.text(node, 4) === 'SNOD' && bytes.byte(node + 4) === 1);
    yield node;
  }
}
