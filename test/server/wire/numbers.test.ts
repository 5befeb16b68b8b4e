import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fc } from '@fast-check/vitest';
import { openRunLog } from 'gradstream';
import { type Serving, serve } from 'gradstream/server';
import { Subject } from 'rxjs';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { viewRuns } from '../../../bin/view/viewRuns.js';
import { recordAt } from '../../streams/tinyRun.js';
import { expectWhole } from './keeper.js';
import { productReturning, type Returning, rawReturning, streamReturning } from './returning.js';
import { scriptedRun } from './scriptedRun.js';

/* Non-finite and extreme numbers, and 10,000 random bit patterns, over every way to read a run. */

const seed = Number(process.env.GRADSTREAM_SEED ?? Date.now() % 2 ** 31);

const named = [NaN, Infinity, -Infinity, -0, 0, 5e-324, -5e-324, 1.7976931348623157e308, 0.1 + 0.2];
const edges = [2 ** 53, 2 ** 53 + 2, 1e21, 1e-7, 2.2250738585072014e-308, 123456789012345680000];

/** The number of 64 random bits: most are neither near 1 nor short. */
const anyBits = fc
  .bigInt({ min: 0n, max: 2n ** 64n - 1n })
  .map((bits) => new Float64Array(BigUint64Array.of(bits).buffer)[0]);

const values = [...named, ...edges, ...fc.sample(anyBits, { numRuns: 10_000, seed })];
const published = { x: values.map((_, i) => i + 1), y: values };
const topicOf = (name: string) => `${name}/train/cost`;

const readers: readonly [name: string, begin: (port: number, topic: string) => Returning][] = [
  ['over WebSocket', (port, topic) => rawReturning(port, [topic])],
  ['by the client of the product', (port, topic) => productReturning(port, [topic])],
  ['by server-sent events', (port, topic) => streamReturning(port, [topic])],
];

/** Begins to read; stops when the test is over. */
function reading(begin: (typeof readers)[number][1], port: number, name: string): Returning {
  const reader = begin(port, topicOf(name));
  onTestFinished(reader.stop);
  return reader;
}

/** Checks that somebody has all numbers, bit for bit, whether one by one or in rows. */
async function expectAll(reader: Returning, name: string, isInRows = false): Promise<void> {
  await reader.until((topics) => topics.get(topicOf(name))?.seq === values.length);
  const rows = reader.topics.get(topicOf(name))?.rows ?? [];
  expectWhole(rows, published);
  expect(rows.some(({ count }) => count > 1)).toBe(isInRows);
}

describe(`10,000 numbers of any bits (seed ${seed}) are the same bits`, () => {
  let serving: Serving;

  afterEach(() => serving.close());

  test.each(readers)('%s, while they come', async (_name, begin) => {
    const { run, costs } = scriptedRun();
    serving = await serve(run, { tickMs: 5, pointsPerTick: Infinity });
    const reader = reading(begin, serving.port, 'r1');
    costs(...values.slice(0, 1));
    await reader.until((topics) => topics.get(topicOf('r1'))?.seq === 1);
    costs(...values.slice(1));
    await expectAll(reader, 'r1');
  });

  test.each(readers)('%s, when they have come', async (_name, begin) => {
    const { run, costs } = scriptedRun();
    serving = await serve(run, { tickMs: 5, pointsPerTick: Infinity });
    costs(...values);
    await expectAll(reading(begin, serving.port, 'r1'), 'r1');
  });

  test.each(readers)('%s, in rows with exact extremes', async (_name, begin) => {
    const { run, costs } = scriptedRun();
    serving = await serve(run, { tickMs: 5 });
    const reader = reading(begin, serving.port, 'r1');
    costs(...values.slice(0, 1));
    await reader.until((topics) => topics.get(topicOf('r1'))?.seq === 1);
    costs(...values.slice(1));
    await expectAll(reader, 'r1', true);
  });
});

describe('from the log of a run, by gradstream view, they are the same bits', () => {
  let folder: string;
  let port: number;
  const interrupt$ = new Subject<void>();
  let ended: Promise<void>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gradstream-numbers-'));
    const log = await openRunLog(join(folder, 'saved'));
    values.forEach((value, i) => {
      log.append('cost', i + 1, value);
    });
    await log.close();
    const stdout = new PassThrough().setEncoding('utf8');
    ended = viewRuns({ folders: [join(folder, 'saved')], port: 0 }, { stdout, interrupt$ });
    const [said] = await once(stdout, 'data');
    port = Number(new URL(/http:\S+/.exec(String(said))?.[0] ?? '').port);
  });

  afterAll(async () => {
    interrupt$.next();
    await ended;
    await rm(folder, { recursive: true, force: true });
  });

  test.each(readers)('%s', async (_name, begin) => {
    await expectAll(reading(begin, port, 'saved'), 'saved');
  });
});

test('the rate and the state of a run are the same bits', async () => {
  const { run, step$ } = scriptedRun();
  const serving = await serve(run, { tickMs: 5 });
  onTestFinished(serving.close);
  const topics = ['r1/train/learningRate', 'r1/run/status'];
  const reader = rawReturning(serving.port, topics);
  onTestFinished(reader.stop);
  named.forEach((learningRate, index) => {
    step$.next({ ...recordAt(2), index, learningRate });
  });
  await reader.until((all) => all.get(topics[0])?.seq === named.length);
  expectWhole(reader.topics.get(topics[0])?.rows ?? [], {
    x: named.map((_, i) => i + 1),
    y: named,
  });
  await reader.until(
    (all) => JSON.stringify(all.get(topics[1])?.items.at(-1))?.includes('"iteration":9') ?? false,
  );
  expect(reader.topics.get(topics[1])?.items.at(-1)).toMatchObject({ learningRate: 0.1 + 0.2 });
});
