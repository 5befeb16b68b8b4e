import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ConnectorError,
  type Loss,
  type Publisher,
  publishTo,
  type Sink,
} from 'gradstream/streams';
import { VirtualTimeScheduler } from 'rxjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mountSmallDisk } from '../../smallDisk.js';
import { stubbornSink, type Told } from './stubbornSink.js';
import { coveredBy, lostIn, numbersOf, rowsOf } from './told.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gradstream-publish-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const CAP = 64 * 1024;
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

function publishNumbers(publisher: Publisher, from: number, to: number): void {
  for (let i = from; i < to; i++) publisher.event('r1/events', i);
}

test('publishTo() sends events one by one, in order, with ids that differ', async () => {
  const sink = stubbornSink();
  const publisher = publishTo(sink);
  publishNumbers(publisher, 0, 100);
  await publisher.close();
  expect(numbersOf(sink.taken)).toEqual(upTo(100));
  expect(new Set(sink.taken.map(({ id }) => id)).size).toBe(100);
});

test('publishTo() sends an event as it was when it was given, and every number', async () => {
  const sink = stubbornSink();
  const publisher = publishTo(sink);
  const first = { cost: NaN };
  const second = { cost: -0, rates: [Infinity, -Infinity] };
  publisher.event('a', {});
  publisher.event('a', first);
  publisher.event('a', second);
  first.cost = 1;
  second.rates.length = 0;
  await publisher.close();
  expect(numbersOf(sink.taken)).toEqual([
    {},
    { cost: 'NaN' },
    { cost: '-0', rates: ['Infinity', '-Infinity'] },
  ]);
});

test('publishTo() sends points that came together in one record, by columns', async () => {
  const sink = stubbornSink();
  const publisher = publishTo(sink);
  for (let i = 1; i <= 4; i++) publisher.point('r1/train/cost', i, 1 / i);
  await publisher.close();
  expect(sink.taken.map(({ first, x, y }) => [first, x, y])).toEqual([
    [1, [1], [1]],
    [2, [2, 3, 4], [1 / 2, 1 / 3, 1 / 4]],
  ]);
});

test('publishTo() gives the topic as key and keeps one record on its way', async () => {
  const sent: { key: string | undefined; id: string | undefined }[] = [];
  let onWay = 0;
  let most = 0;
  const sink: Sink = {
    name: 'one',
    async send({ key, id }) {
      most = Math.max(most, ++onWay);
      await new Promise(setImmediate);
      onWay--;
      sent.push({ key, id });
    },
    close: () => Promise.resolve(),
  };
  const publisher = publishTo(sink);
  for (let i = 0; i < 20; i++) {
    publisher.point(`series ${i % 2}`, i, i);
    publisher.event('events', i);
  }
  await publisher.close();
  expect(most).toBe(1);
  expect(new Set(sent.map(({ key }) => key))).toEqual(new Set(['series 0', 'series 1', 'events']));
});

test('publishTo() takes 1,000,000 points and 100,000 events of a sink that never answers, and stays below its cap', async () => {
  const sink = stubbornSink('hang');
  const losses: Loss[] = [];
  const publisher = publishTo(sink, {
    capBytes: CAP,
    spill: { folder },
    onLoss: (loss) => losses.push(loss),
  });
  let most = 0;
  for (let i = 1; i <= 1_000_000; i++) {
    publisher.point('cost', i, i);
    if (i % 10 === 0) publisher.event('events', i);
    if (i % 100 === 0) most = Math.max(most, publisher.bytes);
  }
  expect(most).toBeGreaterThan(CAP / 4);
  expect(most).toBeLessThan(CAP);
  expect(sink.attempts).toBe(1);
  await publisher.close(0);

  const later = stubbornSink();
  const next = publishTo(later, { capBytes: CAP, spill: { folder } });
  await next.close(60_000);
  const covered = coveredBy(later.taken, 'cost');
  expect(covered).toHaveLength(1_000_000);
  expect(covered.findIndex((point, i) => point !== i + 1)).toBe(-1);
  const rows = rowsOf(later.taken);
  for (const [x0, x1, min, max, first, last, count, nonFinite] of rows) {
    expect([min, max, first, last, count, nonFinite]).toEqual([x0, x1, x0, x1, x1 - x0 + 1, 0]);
  }
  const merged = rows.reduce((sum, row) => sum + row[6], 0);
  expect(lostIn(later.taken)).toBe(merged);
  expect(losses.reduce((sum, { lost = 0 }) => sum + lost, 0)).toBe(merged);
  const events = numbersOf(later.taken).filter((data) => typeof data === 'number');
  expect(events).toHaveLength(100_000);
  expect(events.findIndex((event, i) => event !== 10 * (i + 1))).toBe(-1);
  expect(readdirSync(folder)).toEqual([]);
}, 120_000);

test('publishTo() merges rows with the least and largest finite values, and counts those that are not', async () => {
  const sink = stubbornSink('hang');
  const publisher = publishTo(sink, { capBytes: CAP, spill: { folder } });
  const values = upTo(5_000).map((i) => (i % 3 === 0 ? NaN : Math.sin(i)));
  for (const [i, value] of values.entries()) publisher.point('cost', i, value);
  await publisher.close(0);
  const later = stubbornSink();
  await publishTo(later, { spill: { folder } }).close();
  const rows = rowsOf(later.taken);
  expect(rows.length).toBeGreaterThan(10);
  for (const [x0, x1, min, max, , , count, nonFinite] of rows) {
    const finite = values.slice(x0, x1 + 1).filter(Number.isFinite);
    expect([min, max]).toEqual([Math.min(...finite), Math.max(...finite)]);
    expect(nonFinite).toBe(count - finite.length);
  }
});

test('publishTo() shares its memory between series, and refuses one too many', () => {
  const publisher = publishTo(stubbornSink('hang'), { capBytes: CAP });
  for (let i = 0; i < 2_000; i++) publisher.point('first', i, i);
  for (let topic = 0; topic < 15; topic++) {
    for (let i = 0; i < 100; i++) publisher.point(`series ${topic}`, i, i);
    expect(publisher.bytes).toBeLessThan(CAP);
  }
  expect(() => {
    for (let topic = 15; topic < 1_000; topic++) publisher.point(`series ${topic}`, 0, 0);
  }).toThrow(/Cannot publish series \d+: there is no room for more than \d+ series/);
});

const disk = await mountSmallDisk();

describe('publishTo() with a spill', () => {
  test('keeps order through memory, disk and memory again', async () => {
    const sink = stubbornSink('fail');
    const scheduler = new VirtualTimeScheduler();
    const publisher = publishTo(sink, { capBytes: CAP, spill: { folder }, scheduler });
    publishNumbers(publisher, 0, 2_000);
    await new Promise(setImmediate);
    expect(readdirSync(folder)).not.toEqual([]);
    sink.does = 'take';
    scheduler.flush();
    publishNumbers(publisher, 2_000, 2_100);
    await until(() => sink.taken.length === 2_100);
    expect(readdirSync(folder)).toEqual([]);
    publishNumbers(publisher, 2_100, 2_200);
    await publisher.close();
    expect(numbersOf(sink.taken)).toEqual(upTo(2_200));
  });

  test('leaves exactly what is unsent to the next publisher', async () => {
    const first = stubbornSink();
    const publisher = publishTo(first, { spill: { folder } });
    publishNumbers(publisher, 0, 50);
    await until(() => first.taken.length === 50);
    first.does = 'hang';
    publishNumbers(publisher, 50, 80);
    await publisher.close(0);
    const second = stubbornSink();
    const next = publishTo(second, { spill: { folder } });
    publishNumbers(next, 80, 90);
    await next.close();
    expect(numbersOf(first.taken)).toEqual(upTo(50));
    expect(numbersOf(second.taken)).toEqual(upTo(90).slice(50));
  });

  test('that is always written loses nothing when it is never closed', async () => {
    const first = stubbornSink();
    const publisher = publishTo(first, { spill: { folder, always: true } });
    publishNumbers(publisher, 0, 50);
    await until(() => first.taken.length === 50);
    first.does = 'hang';
    publishNumbers(publisher, 50, 80);
    const second = stubbornSink();
    await publishTo(second, { spill: { folder } }).close();
    expect(numbersOf(second.taken)).toEqual(upTo(80).slice(50));
  });

  test('sends again with the same id what may have been sent', async () => {
    const ids: (string | undefined)[] = [];
    const never: Sink = {
      name: 'never',
      send: ({ id }) => {
        ids.push(id);
        return new Promise(() => {});
      },
      close: () => Promise.resolve(),
    };
    const publisher = publishTo(never, { spill: { folder } });
    publishNumbers(publisher, 0, 1);
    await publisher.close(0);
    const second = stubbornSink();
    await publishTo(second, { spill: { folder } }).close();
    expect(second.taken.map(({ id }) => id)).toEqual(ids);
  });

  test.skipIf(disk === undefined)(
    'that is full counts what it lets go, tells of it, and goes on',
    async () => {
      if (disk === undefined) return;
      try {
        const sink = stubbornSink('fail');
        const scheduler = new VirtualTimeScheduler();
        const losses: Loss[] = [];
        const publisher = publishTo(sink, {
          capBytes: CAP,
          spill: { folder: join(disk.folder, 'spill') },
          scheduler,
          onLoss: (loss) => losses.push(loss),
        });
        const data = 'x'.repeat(10_000);
        for (let i = 0; i < 200; i++) publisher.event('events', { i, data });
        await new Promise(setImmediate);
        expect(losses.length).toBeGreaterThan(50);
        expect(losses[0]).toMatchObject({ type: 'lost', topic: 'events', lost: 1 });
        expect(losses[0].why).toContain('the disk is full');
        sink.does = 'take';
        scheduler.flush();
        await until(() => sink.taken.length === 200 - losses.length + 1);
        expect(sink.taken.at(-1)?.data).toEqual({
          type: 'lost',
          topic: 'events',
          lost: losses.length,
        });
        await publisher.close();
      } finally {
        await disk.unmount();
      }
    },
  );
});

test('publishTo() without a spill counts the events that do not fit, and tells of them', async () => {
  const sink = stubbornSink('fail');
  const scheduler = new VirtualTimeScheduler();
  const losses: Loss[] = [];
  const publisher = publishTo(sink, {
    capBytes: CAP,
    scheduler,
    onLoss: (loss) => losses.push(loss),
  });
  publishNumbers(publisher, 0, 1_000);
  await new Promise(setImmediate);
  expect(losses.length).toBeGreaterThan(500);
  sink.does = 'take';
  scheduler.flush();
  await until(() => sink.taken.length === 1_001 - losses.length);
  const told = numbersOf(sink.taken);
  expect(told.slice(0, -1)).toEqual(upTo(1_000 - losses.length));
  expect(told.at(-1)).toEqual({ type: 'lost', topic: 'r1/events', lost: losses.length });
  await publisher.close();
});

test('publishTo() tells at close() what it could neither send nor keep', async () => {
  const losses: Loss[] = [];
  const publisher = publishTo(stubbornSink('hang'), { onLoss: (loss) => losses.push(loss) });
  publishNumbers(publisher, 0, 3);
  for (let i = 0; i < 5; i++) publisher.point('cost', i, i);
  await publisher.close(0);
  expect(losses.map(({ topic, lost }) => [topic, lost])).toEqual([
    ['r1/events', 1],
    ['r1/events', 1],
    ['r1/events', 1],
    ['cost', 5],
  ]);
});

test('publishTo() lets a record go that cannot be encoded, and sends the others', async () => {
  const sink = stubbornSink();
  const losses: Loss[] = [];
  const publisher = publishTo(sink, {
    encode(publication) {
      if (publication.type === 'event' && publication.data === 1) throw new Error('not this one');
      return { value: new TextEncoder().encode(JSON.stringify(publication)) };
    },
    onLoss: (loss) => losses.push(loss),
  });
  publishNumbers(publisher, 0, 3);
  await publisher.close();
  expect(numbersOf(sink.taken)).toEqual([0, 2]);
  expect(losses).toEqual([
    { type: 'lost', topic: 'r1/events', lost: 1, why: 'Error: not this one' },
  ]);
});

describe('publishTo() over a sink that refuses for good', () => {
  const forbidden = new ConnectorError('Cannot send: too large', { isFinal: true });
  function refusing(isRefused: (told: Told) => boolean) {
    const taken: Told[] = [];
    const sink: Sink = {
      name: 'refusing',
      send({ value }) {
        const told: Told = JSON.parse(new TextDecoder().decode(value));
        if (isRefused(told)) return Promise.reject(forbidden);
        taken.push(told);
        return Promise.resolve();
      },
      close: () => Promise.resolve(),
    };
    return { sink, taken };
  }

  test('lets that record go, tells of it, and sends the others', async () => {
    const { sink, taken } = refusing(({ data }) => data === 1);
    const losses: Loss[] = [];
    const publisher = publishTo(sink, { onLoss: (loss) => losses.push(loss), spill: { folder } });
    publishNumbers(publisher, 0, 4);
    await publisher.close();
    const lost = { type: 'lost', topic: 'r1/events', lost: 1 };
    expect(numbersOf(taken)).toEqual([0, 2, 3, lost]);
    expect(losses).toEqual([{ ...lost, why: 'Cannot send: too large' }]);
  });

  test('counts each point of a record that is let go', async () => {
    const { sink, taken } = refusing(({ type, first }) => type === 'points' && first === 2);
    const losses: Loss[] = [];
    const publisher = publishTo(sink, { onLoss: (loss) => losses.push(loss) });
    for (let i = 1; i <= 5; i++) publisher.point('r1/train/cost', i, i);
    await publisher.close();
    expect(losses).toMatchObject([{ type: 'lost', topic: 'r1/train/cost', lost: 4 }]);
    expect(numbersOf(taken)).toEqual([{ type: 'lost', topic: 'r1/train/cost', lost: 4 }]);
  });

  test('ends, when it refuses everything, and tells each loss once', async () => {
    const { sink, taken } = refusing(() => true);
    const losses: Loss[] = [];
    const publisher = publishTo(sink, { onLoss: (loss) => losses.push(loss) });
    publishNumbers(publisher, 0, 3);
    await publisher.close();
    expect(taken).toEqual([]);
    expect(losses.filter(({ topic }) => topic === 'r1/events').length).toBeGreaterThanOrEqual(3);
    expect(publisher.bytes).toBeLessThan(CAP);
  });

  test('goes on trying where the error is one that may pass', async () => {
    let attempts = 0;
    const { sink, taken } = refusing(() => false);
    const unsure: Sink = {
      ...sink,
      send: (record) =>
        ++attempts < 3 ? Promise.reject(new ConnectorError('full')) : sink.send(record),
    };
    const scheduler = new VirtualTimeScheduler();
    const publisher = publishTo(unsure, { scheduler });
    publisher.event('r1/events', 1);
    for (let i = 0; i < 5; i++) {
      await Promise.resolve();
      await new Promise((resolve) => setImmediate(resolve));
      scheduler.flush();
    }
    expect(numbersOf(taken)).toEqual([1]);
  });
});

test('publishTo() takes nothing behind close(), and refuses too little memory', async () => {
  const publisher = publishTo(stubbornSink());
  await publisher.close();
  await publisher.close();
  expect(() => publisher.event('a', 1)).toThrow('the publisher is closed');
  expect(() => publisher.point('a', 1, 1)).toThrow('the publisher is closed');
  expect(() => publishTo(stubbornSink(), { capBytes: 1_000 })).toThrow(RangeError);
});

/** Lets the event loop turn until something is so. */
async function until(isSo: () => boolean): Promise<void> {
  await expect.poll(isSo, { timeout: 30_000, interval: 1 }).toBe(true);
}
