import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type {
  AggFrame,
  DataFrame,
  ServerMessage,
} from '../../../server/protocol/serverMessages.js';
import { fromWire } from '../../../server/protocol/wireNumber.js';
import { createSeriesLog, type SeriesOptions } from '../../../server/topics/seriesLog.js';
import type { Frame, TopicLog } from '../../../server/topics/topicLog.js';

const origin = { topic: 'r1/train/cost', epoch: 'e' };

function logOf(options: Partial<SeriesOptions> = {}) {
  return createSeriesLog(origin, { now: () => 7, ...options });
}

/** Everything behind `seq`, as messages. */
function readFrom(
  log: TopicLog,
  seq = 0,
  { asOne = false, rowsUntil = 0 } = {},
): (DataFrame | AggFrame)[] {
  const messages: (DataFrame | AggFrame)[] = [];
  for (let at = seq; ; ) {
    const frame = log.next(at, { why: 'history', asOne, rowsUntil });
    if (frame === undefined) return messages;
    const message: ServerMessage = JSON.parse(frame.text);
    if (message.t !== 'data' && message.t !== 'agg') throw new Error(`unexpected ${message.t}`);
    messages.push(message);
    at = frame.last;
  }
}

/** A published point. */
interface Point {
  readonly x: number;
  readonly y: number;
}

/** Small numbers, so that a few hundred points fill rings and levels. */
const tight = { blockPoints: 4, ringBytes: 5 * (768 + 4 * 16), levelRows: 8 };

const anyNumber = fc.oneof(
  fc.double(),
  fc.constantFrom(NaN, Infinity, -Infinity, -0, 0, Number.MIN_VALUE, Number.MAX_VALUE),
);
/** What happens to a log: points, and the seal of a tick (undefined). */
const life = fc.array(fc.option(anyNumber, { nil: undefined, freq: 4 }), { maxLength: 600 });

/** A log after such a life, with what was published to it. */
function lived(
  happenings: readonly (number | undefined)[],
  options: Partial<SeriesOptions> = tight,
) {
  const log = logOf(options);
  const points: Point[] = [];
  for (const y of happenings) {
    if (y === undefined) log.seal();
    else {
      points.push({ x: points.length + 1, y });
      log.publish(points.length, y);
    }
  }
  log.seal();
  return { log, points };
}

/** Checks a row or point of a message against the points that it stands for. */
function check(message: DataFrame | AggFrame, points: readonly Point[], seq: number): number {
  expect(message.f).toBe(seq + 1);
  if (message.t === 'data') {
    const own = points.slice(seq, message.l);
    expect(message.x).toEqual(own.map(({ x }) => x));
    expect(message.y.map(fromWire)).toEqual(own.map(({ y }) => y));
    return message.l;
  }
  let at = seq;
  for (const [x0, x1, ...numbers] of message.rows) {
    const [min, max, first, last, count, nonFinite] = numbers.map(fromWire);
    const own = points.slice(at, at + count);
    const finite = own.map(({ y }) => y).filter(Number.isFinite);
    const least = finite.reduce((a, b) => (b < a ? b : a), finite[0] ?? NaN);
    const largest = finite.reduce((a, b) => (b > a ? b : a), finite[0] ?? NaN);
    expect([x0, x1, min, max, first, last, nonFinite]).toEqual([
      own[0].x,
      own[count - 1].x,
      least,
      largest,
      own[0].y,
      own[count - 1].y,
      count - finite.length,
    ]);
    at += count;
  }
  expect(message.l).toBe(at);
  return at;
}

function checkAll(messages: readonly (DataFrame | AggFrame)[], points: readonly Point[], from = 0) {
  const end = messages.reduce((seq, message) => check(message, points, seq), from);
  expect(end).toBe(points.length);
}

describe('createSeriesLog() tells every seq once, with exact values, least, largest, first and last', () => {
  property.prop([life])('to who reads from the start', (happenings) => {
    const { log, points } = lived(happenings);
    checkAll(readFrom(log), points);
  });

  property.prop([life, life])('to who reads while it goes on', (before, after) => {
    const { log, points } = lived(before);
    const early = readFrom(log);
    for (const y of after) {
      if (y === undefined) log.seal();
      else {
        points.push({ x: points.length + 1, y });
        log.publish(points.length, y);
      }
    }
    log.seal();
    const late = readFrom(log, early.at(-1)?.l ?? 0);
    checkAll([...early, ...late], points);
  });

  property.prop([life, fc.nat()])(
    'to who resumes where that is possible, never in part',
    (happenings, n) => {
      const { log, points } = lived(happenings);
      const seq = n % (points.length + 3);
      const start = log.start({ epoch: 'e', seq });
      expect(start.seq).toBe(start.recovered ? seq : 0);
      if (seq > points.length) expect(start.recovered).toBe(false);
      checkAll(readFrom(log, start.seq), points, start.seq);
    },
  );

  property.prop([life, fc.nat()])('in rows as far as somebody asks for them', (happenings, n) => {
    const { log, points } = lived(happenings, { ...tight, ringBytes: 1e6 });
    const rowsUntil = n % (points.length + 1);
    const messages = readFrom(log, 0, { rowsUntil });
    checkAll(messages, points);
    for (const { t, f, l } of messages) {
      if (t === 'agg') expect(l).toBeLessThan(rowsUntil + tight.blockPoints);
      else expect(f).toBeGreaterThan(rowsUntil);
    }
  });

  property.prop([life, fc.nat()])('as one row, to who asks for it', (happenings, n) => {
    const { log, points } = lived(happenings);
    const { seq } = log.start({ epoch: 'e', seq: n % (points.length + 1) });
    const messages = readFrom(log, seq, { asOne: true });
    expect(messages.length).toBe(seq === points.length ? 0 : 1);
    checkAll(messages, points, seq);
  });
});

test('createSeriesLog() resumes behind any seq that its ring holds', () => {
  const { log, points } = lived(Array.from({ length: 100 }, (_, i) => i));
  const { first } = log.info;
  expect(first).toBeGreaterThan(60);
  expect(first).toBeLessThan(100);
  for (let seq = first - 1; seq <= 100; seq++) {
    expect(log.start({ epoch: 'e', seq })).toEqual({ seq, recovered: true });
    const messages = readFrom(log, seq);
    expect(messages.every(({ t }) => t === 'data')).toBe(true);
    checkAll(messages, points, seq);
  }
});

test('createSeriesLog() resumes behind each block that its finest level holds', () => {
  const { log } = lived(Array.from({ length: 64 }, (_, i) => i));
  for (let seq = 32; seq < 64; seq += 4) {
    expect(log.start({ epoch: 'e', seq }).recovered).toBe(true);
  }
});

test('createSeriesLog() tells who comes with another epoch to begin anew', () => {
  const { log } = lived([1, 2, 3]);
  expect(log.start({ epoch: 'other', seq: 2 })).toEqual({ seq: 0, recovered: false });
});

test('createSeriesLog() resets a reader whose place is no longer between two rows', () => {
  const { log } = lived(Array.from({ length: 2000 }, (_, i) => i));
  const frame = log.next(5, { why: 'lagging' });
  expect(frame?.last).toBe(0);
  expect(JSON.parse(frame?.text ?? '')).toMatchObject({
    t: 'reset',
    s: 'r1/train/cost',
    top: 2000,
  });
});

test('createSeriesLog() seals a block by itself when it is full, and an open one when it is told to', () => {
  const log = logOf({ blockPoints: 2 });
  log.publish(1, 1);
  expect(log.info.top).toBe(0);
  log.publish(2, 2);
  expect(log.info.top).toBe(2);
  log.publish(3, 3);
  log.seal();
  log.seal();
  expect(log.info.top).toBe(3);
});

describe('createSeriesLog() gives a live reader rows where more comes in a tick than is sent point by point,', () => {
  const live = { why: 'lagging', isLive: true } as const;
  const kindOf = (frame: Frame | undefined) => {
    const { t, why, f, l } = JSON.parse(frame?.text ?? '{}');
    return [t, why, f, l];
  };
  function fastLog() {
    const log = logOf({ blockPoints: 4, pointsPerTick: 10 });
    log.tick();
    for (let i = 1; i <= 11; i++) log.publish(i, i);
    log.tick();
    return log;
  }

  test('from where it was level', () => {
    expect(kindOf(fastLog().next(0, live))).toEqual(['agg', 'fast', 1, 11]);
    expect(kindOf(fastLog().next(4, live))).toEqual(['agg', 'fast', 5, 11]);
  });

  test('but points to who was behind already, or reads history', () => {
    const log = fastLog();
    expect(kindOf(log.next(0, { why: 'history' }))).toEqual(['data', undefined, 1, 4]);
    log.tick();
    expect(kindOf(log.next(0, live))).toEqual(['data', undefined, 1, 4]);
  });

  test('and points again when less comes', () => {
    const log = fastLog();
    for (let i = 12; i <= 21; i++) log.publish(i, i);
    log.tick();
    expect(kindOf(log.next(11, live))).toEqual(['data', undefined, 12, 15]);
  });
});

test('createSeriesLog() encodes a frame once, whoever reads it', () => {
  const { log } = lived(Array.from({ length: 500 }, (_, i) => i));
  const reading = { why: 'history' } as const;
  const block = log.info.first - 1;
  expect(log.next(block, reading)).toBe(log.next(block, reading));
  expect(log.next(0, reading)).toBe(log.next(0, reading));
});

test('createSeriesLog() begins with the last n, or a block more where they begin in its middle', () => {
  const { log } = lived(Array.from({ length: 100 }, (_, i) => i));
  expect(log.start({ last: 3 })).toEqual({ seq: 97, recovered: true });
  expect(log.start({ last: 1000 }).seq).toBe(log.info.first - 1);
  expect(log.start('new')).toEqual({ seq: 100, recovered: true });
  expect(log.start('first')).toEqual({ seq: 0, recovered: true });
});

test('createSeriesLog() tells a million points in less than 10,000 rows and what its ring holds', () => {
  const log = logOf();
  for (let i = 1; i <= 1_000_000; i++) {
    log.publish(i, i === 123_456 ? -1 : i);
    if (i % 10 === 0) log.seal();
  }
  const messages = readFrom(log);
  const rows = messages.flatMap((message) => (message.t === 'agg' ? message.rows : []));
  expect(rows.length).toBeLessThan(10_000);
  expect(Math.min(...rows.map(([, , min]) => fromWire(min)))).toBe(-1);
  expect(messages.every((message) => JSON.stringify(message).length <= 64 * 1024)).toBe(true);
});

test('the longest frames of a series fit into 64 KiB', () => {
  const y = -Math.PI * 1e-300;
  const log = createSeriesLog(
    { topic: 'r'.repeat(200), epoch: 'e'.repeat(22) },
    { now: () => 1e13 },
  );
  for (let i = 0; i < 256 * 4096; i++) log.publish(2 ** 52 + i, y);
  const longest = Math.max(...readFrom(log).map((message) => JSON.stringify(message).length));
  expect(longest).toBeLessThanOrEqual(64 * 1024);
});
