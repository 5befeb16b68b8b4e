import { canonicalJson } from '../canonicalJson.js';
import { isRecord } from '../isRecord.js';
import { encodeFrame, type Frame } from './frames.js';

/** Points of one curve, in the order in which they were appended. */
export interface Series {
  /** Iterations done. */
  readonly iterations: Float64Array;
  readonly values: Float64Array;
}

/** Something that happened, as JSON can say it: a command, a checkpoint, a warning. */
export interface LogEvent {
  /** Iterations done when it happened. */
  readonly iteration: number;
  readonly [name: string]: unknown;
}

/** What a segment continues. */
export interface Continuation {
  readonly segment: number;
  /** How much of that file belongs to what is continued: what was written to it later does not. */
  readonly bytes: number;
  /** The last iteration of it that belongs; left out for all of them. */
  readonly upTo?: number;
}

/** The first record of a segment. */
export interface SegmentHeader {
  readonly parent?: Continuation;
  /** As the caller said it. */
  readonly startedAt?: string;
}

/** One record of the log. */
export type LogRecord =
  | { readonly type: 'header'; readonly header: SegmentHeader }
  | { readonly type: 'points'; readonly name: string; readonly points: Series }
  | { readonly type: 'event'; readonly event: LogEvent };

const kinds = { header: 1, points: 2, event: 3 };

/** The first record of a segment, framed. */
export function encodeHeader({ parent, startedAt }: SegmentHeader): Uint8Array {
  return encodeFrame(kinds.header, Buffer.from(canonicalJson({ parent, startedAt })));
}

/** An event, framed. */
export function encodeEvent(event: LogEvent): Uint8Array {
  return encodeFrame(kinds.event, Buffer.from(canonicalJson(event)));
}

/** Points of a series, framed: the length of its name in 4 bytes, the name, all iterations, all values. */
export function encodePoints(name: string, { iterations, values }: Series): Uint8Array {
  const nameBytes = Buffer.from(name);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(nameBytes.length);
  return encodeFrame(
    kinds.points,
    Buffer.concat([length, nameBytes, bytesOf(iterations), bytesOf(values)]),
  );
}

/** What a frame says; undefined when it is none of the records above. */
export function decodeRecord({ kind, payload }: Frame): LogRecord | undefined {
  switch (kind) {
    case kinds.header:
      return decodeHeader(parsed(payload));
    case kinds.points:
      return decodePoints(payload);
    case kinds.event:
      return decodeEvent(parsed(payload));
    default:
      return undefined;
  }
}

function decodeHeader(content: unknown): LogRecord | undefined {
  if (!isRecord(content)) return undefined;
  const { parent, startedAt } = content;
  if (startedAt !== undefined && typeof startedAt !== 'string') return undefined;
  if (parent !== undefined && !isContinuation(parent)) return undefined;
  const header = { ...(parent && { parent }), ...(startedAt !== undefined && { startedAt }) };
  return { type: 'header', header };
}

function isContinuation(value: unknown): value is Continuation {
  if (!isRecord(value)) return false;
  const { segment, bytes, upTo } = value;
  return Number.isSafeInteger(segment) && Number.isSafeInteger(bytes) && isOptionalNumber(upTo);
}

function isOptionalNumber(value: unknown): boolean {
  return value === undefined || typeof value === 'number';
}

function decodeEvent(content: unknown): LogRecord | undefined {
  return isEvent(content) ? { type: 'event', event: content } : undefined;
}

function isEvent(value: unknown): value is LogEvent {
  return isRecord(value) && typeof value.iteration === 'number';
}

function decodePoints(payload: Uint8Array): LogRecord | undefined {
  if (payload.length < 4) return undefined;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const start = 4 + view.getUint32(0, true);
  const count = (payload.length - start) / 16;
  if (count < 0 || !Number.isInteger(count)) return undefined;
  const points = {
    iterations: numbersAt(payload, start, count),
    values: numbersAt(payload, start + 8 * count, count),
  };
  return { type: 'points', name: new TextDecoder().decode(payload.subarray(4, start)), points };
}

function parsed(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return undefined;
  }
}

/** Numbers are little-endian on every platform Node.js runs on here. */
function bytesOf({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function numbersAt(payload: Uint8Array, start: number, count: number): Float64Array {
  const numbers = new Float64Array(count);
  new Uint8Array(numbers.buffer).set(payload.subarray(start, start + 8 * count));
  return numbers;
}
