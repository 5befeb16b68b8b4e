import { expect } from 'vitest';
import type { ServerMessage, Subscribed } from '../../../server/protocol/serverMessages.js';

/** Points of a series as they were published: seq 1 is the first. */
export interface Published {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Points that came one by one or, where there is more than one in it, as a row. */
export interface Row {
  readonly x0: number;
  readonly x1: number;
  readonly min: number;
  readonly max: number;
  readonly first: number;
  readonly last: number;
  readonly count: number;
  readonly nonFinite: number;
}

/** What a client has of a topic. */
export interface Kept {
  readonly epoch: string;
  /** The last seq. */
  seq: number;
  readonly rows: Row[];
  readonly items: unknown[];
}

export const nothingOf = (epoch: string): Kept => ({ epoch, seq: 0, rows: [], items: [] });

export const rowOfPoint = (x: number, y: number): Row => {
  const finite = Number.isFinite(y);
  const extreme = finite ? y : NaN;
  const values = { min: extreme, max: extreme, first: y, last: y };
  return { x0: x, x1: x, ...values, count: 1, nonFinite: finite ? 0 : 1 };
};

/** What a client keeps across connections, by the rule of docs/protocol.md. Nothing is shared with the product's. */
export function createKeeper() {
  const topics = new Map<string, Kept>();
  let duplicates = 0;
  let forgotten = 0;

  /** Whether something new ends at `l`; it has to begin right behind what is there, unless it may jump. */
  function isNew(kept: Kept, f: number, l: number, jumps = false): boolean {
    if (l <= kept.seq) {
      duplicates++;
      return false;
    }
    if (!jumps && f !== kept.seq + 1) throw new Error(`${kept.seq} is followed by ${f}`);
    kept.seq = l;
    return true;
  }

  function forget(topic: string, epoch: string): void {
    if (topics.has(topic)) forgotten++;
    topics.set(topic, nothingOf(epoch));
  }

  return {
    topics,
    /** What came once more, and was dropped. */
    get duplicates() {
      return duplicates;
    },
    /** How often a topic began anew. */
    get forgotten() {
      return forgotten;
    },
    positions: () => Array.from(topics, ([topic, { epoch, seq }]) => ({ topic, epoch, seq })),
    begin: ({ topic, epoch, recovered }: Subscribed): void => {
      if (!recovered || topics.get(topic)?.epoch !== epoch) forget(topic, epoch);
    },
    take: (message: ServerMessage): void => {
      if (message.t === 'reset') forget(message.s, message.e);
      if (!('s' in message) || message.t === 'reset') return;
      if (!topics.has(message.s)) topics.set(message.s, nothingOf(message.e));
      const kept = topics.get(message.s);
      if (kept?.epoch !== message.e) throw new Error(`${message.s} is of another epoch`);
      if (message.t === 'data' && isNew(kept, message.f, message.l)) {
        kept.rows.push(...message.x.map((x, i) => rowOfPoint(x, Number(message.y[i]))));
      } else if (message.t === 'agg' && isNew(kept, message.f, message.l)) {
        for (const [x0, x1, min, max, first, last, count, nonFinite] of message.rows) {
          const values = { min: Number(min), max: Number(max), first: Number(first) };
          kept.rows.push({ x0, x1, ...values, last: Number(last), count, nonFinite });
        }
      } else if (message.t === 'event' && isNew(kept, message.q, message.q)) {
        kept.items.push(message.d);
      } else if (message.t === 'state' && isNew(kept, message.q, message.q, true)) {
        kept.items.push(message.d);
      }
    },
  };
}

export type Keeper = ReturnType<typeof createKeeper>;

/** Checks that rows are what was published: each point once, in order, bit for bit; extremes and counts exact. */
export function expectWhole(rows: readonly Row[], { x, y }: Published): void {
  let at = 0;
  for (const row of rows) {
    const { count } = row;
    const xs = x.slice(at, at + count);
    const ys = y.slice(at, at + count);
    const finite = ys.filter(Number.isFinite);
    const expected: Row = {
      x0: xs[0],
      x1: xs[count - 1],
      min: finite.reduce((a, b) => (b < a ? b : a), finite[0] ?? NaN),
      max: finite.reduce((a, b) => (b > a ? b : a), finite[0] ?? NaN),
      first: ys[0],
      last: ys[count - 1],
      count,
      nonFinite: count - finite.length,
    };
    if (!isSame(row, expected)) expect({ at, ...row }).toEqual({ at, ...expected });
    at += count;
  }
  expect(at).toBe(x.length);
}

/** Bit for bit but for the sign of a zero that is least or largest: there may be both. */
function isSame(one: Row, other: Row): boolean {
  const exact = ['x0', 'x1', 'first', 'last', 'count', 'nonFinite'] as const;
  const extreme = ['min', 'max'] as const;
  return (
    exact.every((key) => Object.is(one[key], other[key])) &&
    extreme.every((key) => one[key] === other[key] || Object.is(one[key], other[key]))
  );
}
