import { createRandom } from 'gradstream';
import { type Serving, serve } from 'gradstream/server';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { bystander } from './bystander.js';
import { connect } from './client.js';
import { type Cut, cuttingLine } from './cuttingLine.js';
import { createKeeper, expectWhole } from './keeper.js';
import { productReturning, type Returning, rawReturning, streamReturning } from './returning.js';
import { scriptedRun } from './scriptedRun.js';
import { slowLine } from './slowLine.js';

/*
 * Connections that are cut at random bytes, and what their clients have in the end. GRADSTREAM_CUTS says how many
 * (1,000 are measured before a release), GRADSTREAM_SEED which.
 */

const cuts = Number(process.env.GRADSTREAM_CUTS ?? 300);
const seed = Number(process.env.GRADSTREAM_SEED ?? Date.now() % 2 ** 31);

let serving: Serving;

afterEach(() => serving.close());

const topic = 'r1/train/cost';
const series = [topic, 'r1/test/accuracy'];
const names = [...series, 'r1/run/events', 'r1/run/status'];

/** A byte of a handshake, of a frame, of the hundredth frame: each power of two as often as any other. */
function randomCut(uniform: () => number): Cut {
  const upTo = (most: number) => Math.floor(most ** uniform());
  return {
    down: upTo(50_000),
    up: uniform() < 0.3 ? upTo(600) : Infinity,
    resets: uniform() < 0.5,
  };
}

const kinds: readonly [name: string, begin: (port: number) => Returning][] = [
  ['a client of bare messages', (port) => rawReturning(port, names)],
  ['the client of the product', (port) => productReturning(port, names)],
  ['the client of the product, by a pattern', (port) => productReturning(port, ['r1/*'])],
  ['a reader of server-sent events', (port) => streamReturning(port, names)],
];

test(`after ${cuts} random cuts every client has all that was published, once (seed ${seed})`, {
  timeout: 3_600_000,
}, async () => {
  const random = createRandom(seed);
  const uniform = () => random.uniform();
  const { run, costs, report$, applied$ } = scriptedRun();
  serving = await serve(run, { tickMs: 2 });
  const witness = rawReturning(serving.port, names);
  onTestFinished(witness.stop);
  const published: Record<string, { x: number[]; y: number[] }> = Object.fromEntries(
    series.map((name) => [name, { x: [], y: [] }]),
  );
  const specials = [NaN, Infinity, -Infinity, -0, 0, 5e-324, 1.7976931348623157e308, 0.1 + 0.2];

  function publish(points: number): void {
    const values = Array.from({ length: points }, () => {
      const i = Math.floor(uniform() * 40);
      return i < specials.length ? specials[i] : uniform() - 0.5;
    });
    costs(...values);
    const { x, y } = published[topic];
    for (const value of values) {
      x.push(x.length + 1);
      y.push(value);
    }
    if (uniform() < 0.7) return;
    const { length: iteration } = x;
    applied$.next({ command: { type: 'evaluate' }, iteration });
    report$.next({ iteration, trainAccuracy: 0.5, testAccuracy: y[iteration - 1] });
    published['r1/test/accuracy'].x.push(iteration);
    published['r1/test/accuracy'].y.push(y[iteration - 1]);
  }

  // Two of each kind, each on a line of its own.
  const clients = await Promise.all(
    [...kinds, ...kinds].map(async ([name, begin], i) => {
      const wanted = Math.floor((cuts * (i + 1)) / 8) - Math.floor((cuts * i) / 8);
      const line = await cuttingLine(serving.port, (soFar) =>
        soFar < wanted ? randomCut(uniform) : undefined,
      );
      const client = begin(line.port);
      onTestFinished(() => {
        client.stop();
        line.close();
      });
      return { name, wanted, line, client };
    }),
  );
  // Who meets what may not be would never be cut often enough.
  const trouble = Promise.race(clients.map(({ client }) => client.until(() => false)));
  publish(1);
  while (clients.some(({ line, wanted }) => line.cuts < wanted)) {
    // Now and then more than is sent point by point.
    publish(uniform() < 0.02 ? 1_500 : Math.floor(20 * uniform()));
    const { length } = published[topic].x;
    await Promise.race([trouble, witness.until((topics) => topics.get(topic)?.seq === length)]);
  }
  publish(1);
  applied$.next({ command: { type: 'evaluate' }, iteration: published[topic].x.length });

  const status = { phase: 'running', iteration: published[topic].x.length };
  const isWhole: Parameters<Returning['until']>[0] = (topics) =>
    series.every((name) => topics.get(name)?.seq === published[name].x.length) &&
    isLike(topics.get('r1/run/status')?.items.at(-1), status);
  await witness.until(isWhole);
  const events = witness.topics.get('r1/run/events');
  for (const { name, line, client, wanted } of clients) {
    await client.until(
      (topics) => isWhole(topics) && topics.get('r1/run/events')?.seq === events?.seq,
    );
    expect([name, line.cuts]).toEqual([name, wanted]);
    for (const each of series) expectWhole(client.topics.get(each)?.rows ?? [], published[each]);
    expect(client.topics.get('r1/run/events')?.items).toEqual(events?.items);
  }
});

/** Whether a state has the same iteration and phase. */
function isLike(
  state: unknown,
  { phase, iteration }: { phase: string; iteration: number },
): boolean {
  const json = JSON.stringify(state) ?? '';
  return json.startsWith(`{"phase":"${phase}","iteration":${iteration},`);
}

test('a server that was killed and comes again says so, and begins anew', async () => {
  const first = scriptedRun();
  serving = await serve(first.run, { tickMs: 2 });
  const { port } = serving;
  const before = await connect(port);
  await before.ask({ t: 'sub', id: '1', topic });
  first.costs(1, 2, 3);
  await before.until((got) => got.some(({ t }) => t === 'data'));
  const [{ e: epoch }] = before.got.filter((each) => each.t === 'data');
  await serving.close();

  const second = scriptedRun();
  serving = await serve(second.run, { tickMs: 2, port });
  second.costs(7);
  const after = await connect(port, { hello: { resume: [{ topic, epoch, seq: 3 }] } });
  expect(after.got[0]).toMatchObject({ resumed: [{ topic, recovered: false }] });
  await after.until((got) => got.some(({ t }) => t === 'data'));
  const [data] = after.got.filter((each) => each.t === 'data');
  expect(data).toMatchObject({ f: 1, x: [1], y: [7] });
  expect(data.e).not.toBe(epoch);
  await after.end();
});

test('a reader that stops is whole after waking, by data and agg; others notice nothing', {
  timeout: 60_000,
}, async () => {
  const { run, costs } = scriptedRun();
  serving = await serve(run, { tickMs: 2, pointsPerTick: Infinity });
  const witness = await bystander(serving.port);
  const sleeper = await connect(serving.port);
  await sleeper.ask({ t: 'sub', id: '1', topic, from: 'first' });
  sleeper.socket.pause();
  const POINTS = 600_000;
  const heap = () => process.memoryUsage().arrayBuffers;
  const before = heap();
  for (let done = 0; done < POINTS; done += 2_000) {
    costs(...Array.from({ length: 2_000 }, (_, i) => done + i));
    await new Promise(setImmediate);
  }
  await witness.sawAll(POINTS);
  expect(heap() - before).toBeLessThan(64 * 1024 * 1024);
  sleeper.socket.resume();
  const came = () => sleeper.got.filter((each) => each.t === 'data' || each.t === 'agg');
  await sleeper.until(() => came().at(-1)?.l === POINTS);
  const keeper = createKeeper();
  came().forEach(keeper.take);
  const all = Array.from({ length: POINTS }, (_, i) => i);
  expectWhole(keeper.topics.get(topic)?.rows ?? [], { x: all.map((i) => i + 1), y: all });
  expect(came().some((each) => each.t === 'agg' && each.why === 'lagging')).toBe(true);
  await Promise.all([sleeper.end(), witness.end()]);
});

test('a reader on a slow line is whole, by data and agg; others notice nothing', async () => {
  const { run, costs } = scriptedRun();
  serving = await serve(run, { tickMs: 2, pointsPerTick: Infinity });
  const witness = await bystander(serving.port);
  const line = await slowLine(serving.port, 4_096);
  const slow = rawReturning(line.port, [topic]);
  onTestFinished(() => {
    slow.stop();
    line.close();
  });
  await slow.until((topics) => topics.has(topic));
  const all = Array.from({ length: 800_000 }, (_, i) => i);
  for (let done = 0; done < all.length; done += 2_000) {
    costs(...all.slice(done, done + 2_000));
    await new Promise(setImmediate);
  }
  await witness.sawAll(all.length);
  await slow.until((topics) => topics.get(topic)?.seq === all.length);
  const rows = slow.topics.get(topic)?.rows ?? [];
  expectWhole(rows, { x: all.map((i) => i + 1), y: all });
  expect(rows.some(({ count }) => count > 1)).toBe(true);
  await witness.end();
});
