import type { Outgoing } from '../connectors/sink.js';

/** What `publishTo` sends, before it is encoded. Plain data. */
export type Publication = Published | Points | Rows;

interface Numbered {
  readonly topic: string;
  /** The same each time it is sent, and of no other one. */
  readonly id: string;
}

/** Something that happened. */
export interface Published extends Numbered {
  readonly type: 'event';
  readonly data: unknown;
}

/** Consecutive points of a series, by columns. The points of a topic are counted from 1. */
export interface Points extends Numbered {
  readonly type: 'points';
  /** Which point the first is. */
  readonly first: number;
  /** Iterations done. */
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Consecutive points of a series, merged because nobody took them in time. */
export interface Rows extends Numbered {
  readonly type: 'rows';
  /** Which point the first of the first row is. */
  readonly first: number;
  readonly rows: readonly PublishedRow[];
}

/**
 * Points merged into one: iterations done at the first and the last, the least and the largest value, the first and the
 * last, how many they are, and how many of them are NaN or infinite. Least and largest are NaN where none is finite.
 */
export type PublishedRow = readonly [
  x0: number,
  x1: number,
  min: number,
  max: number,
  first: number,
  last: number,
  count: number,
  nonFinite: number,
];

/** What is not told as it was, or not at all. Plain data. */
export interface Loss {
  /** Points were merged into rows; events or points were let go; a file could not be read. */
  readonly type: 'thinned' | 'lost' | 'damaged';
  /** Left out where nobody knows. */
  readonly topic?: string;
  /** How many points or events; left out where nobody knows. */
  readonly lost?: number;
  readonly why: string;
}

/**
 * A publication as JSON, with its topic as the key. NaN, the infinities and -0 are strings, as in the live protocol.
 *
 * @example
 * const { key, value } = encodePublication({ type: 'event', topic: 'r1/events', id: '7', data: { cost: NaN } });
 * [key, new TextDecoder().decode(value)] // => ['r1/events', '{"type":"event","topic":"r1/events","id":"7","data":{"cost":"NaN"}}']
 */
export function encodePublication(publication: Publication): Outgoing {
  // A replacer is called for each number, which takes longer than all else.
  const replacer = hasPlainNumbers(publication) ? undefined : numbersAsTold;
  return {
    value: new TextEncoder().encode(JSON.stringify(publication, replacer)),
    id: publication.id,
    key: publication.topic,
    contentType: 'application/json',
  };
}

/** Whether JSON says all of its numbers as they are. */
function hasPlainNumbers(publication: Publication): boolean {
  if (publication.type === 'event') return false;
  if (publication.type === 'rows') return publication.rows.every((row) => row.every(isPlain));
  return publication.x.every(isPlain) && publication.y.every(isPlain);
}

function isPlain(value: number): boolean {
  return Number.isFinite(value) && !Object.is(value, -0);
}

function numbersAsTold(_key: string, value: unknown): unknown {
  if (typeof value !== 'number') return value;
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? value : String(value);
}

/** How many events or points a publication is. */
export function sizeOf(publication: Publication): number {
  if (publication.type === 'event') return 1;
  if (publication.type === 'points') return publication.x.length;
  return publication.rows.reduce((sum, [, , , , , , points]) => sum + points, 0);
}
