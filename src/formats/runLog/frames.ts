import { crc32 } from 'node:zlib';

/** A piece of a file that is there whole or not at all. */
export interface Frame {
  readonly kind: number;
  readonly payload: Uint8Array;
  /** Where it starts in the file, and where the next one does. */
  readonly start: number;
  readonly end: number;
}

/** The frames of a file up to the first that is not whole. */
export interface Frames {
  readonly frames: readonly Frame[];
  /** What the first one that is not whole is like; left out when there is none. */
  readonly trouble?: string;
}

/** Length, kind and sum, before the payload. */
export const headBytes = 12;

/**
 * A frame: the length of the payload, the kind and a CRC-32 of all else, each in 4 bytes, little-endian; then
 * the payload.
 */
export function encodeFrame(kind: number, payload: Uint8Array): Uint8Array {
  const frame = Buffer.alloc(headBytes + payload.length);
  frame.writeUInt32LE(payload.length, 0);
  frame.writeUInt32LE(kind, 4);
  frame.set(payload, headBytes);
  frame.writeUInt32LE(sumOf(frame), 8);
  return frame;
}

/** The frames in `bytes` from `start` on. One that is cut short or damaged ends them: what follows is not found. */
export function decodeFrames(bytes: Uint8Array, start: number): Frames {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frames: Frame[] = [];
  for (let at = start; at < bytes.length; ) {
    if (at + headBytes > bytes.length) return { frames, trouble: 'it ends within a record' };
    const end = at + headBytes + view.getUint32(at, true);
    if (end > bytes.length) return { frames, trouble: 'it ends within a record' };
    if (sumOf(bytes.subarray(at, end)) !== view.getUint32(at + 8, true)) {
      return { frames, trouble: `its record at byte ${at} is damaged` };
    }
    const payload = bytes.subarray(at + headBytes, end);
    frames.push({ kind: view.getUint32(at + 4, true), payload, start: at, end });
    at = end;
  }
  return { frames };
}

function sumOf(frame: Uint8Array): number {
  return crc32(frame.subarray(headBytes), crc32(frame.subarray(0, 8)));
}
