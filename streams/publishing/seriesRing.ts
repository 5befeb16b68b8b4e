import type { PublishedRow } from './publication.js';

/** The newest of a series: points, and rows of merged points where there was no room for them. */
export interface SeriesRing {
  /** Points and rows. */
  readonly length: number;
  readonly bytes: number;
  /** Returns how many points are not told one by one any more. */
  push(x: number, y: number): number;
  /** Sets how many points and rows there are at most; returns as `push`. */
  limit(most: number): number;
  /** Takes the oldest points or rows, of one kind and `most` at most; undefined when there are none. */
  take(most: number): Taken | undefined;
}

/** Points have a count of 1 each, rows of more. */
export interface Taken {
  /** Which point of the series the first is, from 1. */
  readonly first: number;
  readonly rows: readonly PublishedRow[];
}

/** The numbers of a row, in the order of `PublishedRow`. */
const WIDTH = 8;

/** What a point or a row takes. */
export const ROW_BYTES = 8 * WIDTH;

const X1 = 1;
const MIN = 2;
const MAX = 3;
const FIRST = 4;
const LAST = 5;
const COUNT = 6;
const NON_FINITE = 7;

/** Rows to begin with. */
const FIRST_ROOM = 16;

/**
 * A ring without points. When it is full, the older half is merged by twos, so that what is older is told in coarser
 * rows; each point is in exactly one.
 *
 * @param most 4 or more
 */
export function seriesRing(most: number): SeriesRing {
  let rows = new Float64Array(Math.min(FIRST_ROOM, most) * WIDTH);
  let start = 0;
  let length = 0;
  /** Points that were taken. */
  let taken = 0;

  function moveTo(target: Float64Array<ArrayBuffer>): void {
    target.set(rows.subarray(start * WIDTH, (start + length) * WIDTH));
    rows = target;
    start = 0;
  }

  /** Merges the older half by twos. */
  function thin(): number {
    const pairs = Math.max(1, Math.floor(length / 4));
    let lost = 0;
    for (let i = 0; i < pairs; i++) {
      lost += mergeInto(rows, start + i, start + 2 * i);
    }
    const rest = (start + 2 * pairs) * WIDTH;
    rows.copyWithin((start + pairs) * WIDTH, rest, (start + length) * WIDTH);
    length -= pairs;
    return lost;
  }

  function makeRoom(): number {
    const room = rows.length / WIDTH;
    if (start + length < room) return 0;
    // Each row is moved once for each that was taken, at most.
    if (start >= length && start > 0) moveTo(rows);
    else if (room < most) moveTo(new Float64Array(Math.min(2 * room, most) * WIDTH));
    else if (length < room) moveTo(rows);
    else return thin();
    return 0;
  }

  return {
    get length() {
      return length;
    },
    get bytes() {
      return rows.byteLength;
    },
    push(x, y) {
      const lost = makeRoom();
      const at = (start + length) * WIDTH;
      const isNumber = Number.isFinite(y);
      rows[at] = x;
      rows[at + X1] = x;
      rows[at + MIN] = isNumber ? y : Number.NaN;
      rows[at + MAX] = rows[at + MIN];
      rows[at + FIRST] = y;
      rows[at + LAST] = y;
      rows[at + COUNT] = 1;
      rows[at + NON_FINITE] = isNumber ? 0 : 1;
      length++;
      return lost;
    },
    limit(next) {
      most = next;
      let lost = 0;
      while (length > most) lost += thin();
      if (rows.length > most * WIDTH) moveTo(new Float64Array(most * WIDTH));
      return lost;
    },
    take(atMost) {
      if (length === 0) return undefined;
      const isPoint = (i: number) => rows[i * WIDTH + COUNT] === 1;
      let end = start + 1;
      const last = start + Math.min(length, atMost);
      while (end < last && isPoint(end) === isPoint(start)) end++;
      const first = taken + 1;
      const found: PublishedRow[] = [];
      for (let i = start; i < end; i++) {
        const row = rowAt(rows, i);
        found.push(row);
        taken += row[COUNT];
      }
      length -= end - start;
      start = length === 0 ? 0 : end;
      return { first, rows: found };
    },
  };
}

function rowAt(rows: Float64Array, i: number): PublishedRow {
  const at = i * WIDTH;
  return [
    rows[at],
    rows[at + X1],
    rows[at + MIN],
    rows[at + MAX],
    rows[at + FIRST],
    rows[at + LAST],
    rows[at + COUNT],
    rows[at + NON_FINITE],
  ];
}

/** Writes rows `source` and the next one, merged, as row `target`; returns how many points they were. */
function mergeInto(rows: Float64Array, target: number, source: number): number {
  const into = target * WIDTH;
  const a = source * WIDTH;
  const b = a + WIDTH;
  const points = Number(rows[a + COUNT] === 1) + Number(rows[b + COUNT] === 1);
  rows.copyWithin(into, a, a + WIDTH);
  // Comparisons with NaN are false: it is replaced by any value, and replaces none.
  if (rows[b + MIN] < rows[into + MIN] || Number.isNaN(rows[into + MIN]))
    rows[into + MIN] = rows[b + MIN];
  if (rows[b + MAX] > rows[into + MAX] || Number.isNaN(rows[into + MAX]))
    rows[into + MAX] = rows[b + MAX];
  rows[into + X1] = rows[b + X1];
  rows[into + LAST] = rows[b + LAST];
  rows[into + COUNT] += rows[b + COUNT];
  rows[into + NON_FINITE] += rows[b + NON_FINITE];
  return points;
}
