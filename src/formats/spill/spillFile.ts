import { closeSync, openSync, readSync } from 'node:fs';
import { decodeFrames, encodeFrame, type Frame, type Frames, headBytes } from '../runLog/frames.js';

/*
 * A file of a spill: a signature, then frames as those of a log. A frame holds a number in 8 bytes, and is an entry
 * of that number, with its bytes behind it, or says that the entries up to that number are dealt with.
 */

/** What a file of a spill starts with; the last byte is the version. */
export const signature = Buffer.from('GSSPL\r\n\x01', 'latin1');

/** What a frame of a spill says. */
export type SpillRecord =
  | { readonly type: 'entry'; readonly number: number; readonly bytes: Uint8Array }
  | { readonly type: 'done'; readonly number: number };

const kinds = { entry: 1, done: 2 };

const NUMBER_BYTES = 8;

/** The name of a file of a spill. */
export function spillName(file: number): string {
  return `${String(file).padStart(8, '0')}.gsspill`;
}

/** The number in the name of a file; undefined when it is none of a spill. */
export function numberIn(name: string): number | undefined {
  const digits = /^(\d{8,})\.gsspill$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

export function encodeEntry(number: number, bytes: Uint8Array): Uint8Array {
  return encodeFrame(kinds.entry, Buffer.concat([numbered(number), bytes]));
}

export function encodeDone(number: number): Uint8Array {
  return encodeFrame(kinds.done, numbered(number));
}

/** What a frame says; undefined when it is of neither kind. */
export function decodeRecord({ kind, payload }: Frame): SpillRecord | undefined {
  if (payload.length < NUMBER_BYTES) return undefined;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const number = view.getFloat64(0, true);
  if (kind === kinds.entry) return { type: 'entry', number, bytes: payload.subarray(NUMBER_BYTES) };
  return kind === kinds.done ? { type: 'done', number } : undefined;
}

function numbered(number: number): Uint8Array {
  const bytes = Buffer.alloc(NUMBER_BYTES);
  bytes.writeDoubleLE(number);
  return bytes;
}

/** Whether a file has the signature. */
export function startsWell(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const start = Buffer.alloc(signature.length);
    return readSync(file, start, 0, start.length, 0) === start.length && start.equals(signature);
  } finally {
    closeSync(file);
  }
}

/** How much of a file is read at once, where a frame is not longer. */
const WINDOW_BYTES = 64 * 1024;

/**
 * The whole frames of a file from `start` on, as many as fit a window and one at least; none where the next one is
 * not whole, with what it is like.
 *
 * @param size of the file
 */
export function readFrames(path: string, start: number, size: number): Frames {
  const file = openSync(path, 'r');
  try {
    const rest = size - start;
    for (let length = Math.min(WINDOW_BYTES, rest); ; ) {
      const window = Buffer.alloc(length);
      const bytes = window.subarray(0, readSync(file, window, 0, length, start));
      const found = decodeFrames(bytes, 0);
      if (found.frames.length > 0 || bytes.length < headBytes) return found;
      const needed = headBytes + bytes.readUInt32LE(0);
      if (needed <= length || needed > rest) return found;
      length = needed;
    }
  } finally {
    closeSync(file);
  }
}

/** What a file says, from one window to the next, up to the first frame that is not whole. */
export function* recordsIn(path: string, size: number): Generator<SpillRecord> {
  for (let at = signature.length; at < size; ) {
    const { frames } = readFrames(path, at, size);
    if (frames.length === 0) return;
    for (const frame of frames) {
      const record = decodeRecord(frame);
      if (record !== undefined) yield record;
    }
    at += frames[frames.length - 1].end;
  }
}
