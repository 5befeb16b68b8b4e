import { fc } from '@fast-check/vitest';
import { type Serving, serve } from 'gradstream/server';
import { afterEach, expect, test } from 'vitest';
import type { AggFrame, DataFrame, EventFrame } from '../../../server/protocol/serverMessages.js';
import { bystander } from './bystander.js';
import { connect } from './client.js';
import { scriptedRun } from './scriptedRun.js';

let serving: Serving;

afterEach(() => serving.close());

/** What a client keeps of a series across connections: by the rule of docs/protocol.md. */
class Keeper {
  epoch = '';
  seq = 0;
  /** Iterations that came one by one, and points that came in rows. */
  readonly x: number[] = [];
  merged = 0;
  duplicates = 0;

  take(message: DataFrame | AggFrame): void {
    if (message.l <= this.seq) {
      this.duplicates++;
      return;
    }
    expect(message.f).toBe(this.seq + 1);
    this.seq = message.l;
    this.epoch = message.e;
    if (message.t === 'data') this.x.push(...message.x);
    else this.merged += message.rows.reduce((sum, row) => sum + row[6], 0);
  }
}

const topic = 'r1/train/cost';

test('after 300 random cuts a client has every point once', { timeout: 60_000 }, async () => {
  const { run, costs } = scriptedRun();
  serving = await serve(run, { tickMs: 2 });
  const witness = await bystander(serving.port);
  const keeper = new Keeper();
  let published = 0;
  const burst = fc.record({ points: fc.nat(20), frames: fc.nat(4) });
  for (const { points, frames } of fc.sample(burst, { numRuns: 300, seed: 11 })) {
    const hello =
      keeper.epoch === '' ? {} : { resume: [{ topic, epoch: keeper.epoch, seq: keeper.seq }] };
    const client = await connect(serving.port, { hello });
    if (keeper.epoch === '') client.say({ t: 'sub', id: '1', topic, from: 'first' });
    else expect(client.got[0]).toMatchObject({ resumed: [{ recovered: true }] });
    for (let i = 0; i < points; i++) costs(published++);
    // Cut after a few frames, or at once.
    const series = () => client.got.filter((each) => each.t === 'data' || each.t === 'agg');
    await client.until(() => series().length >= Math.min(frames, points > 0 ? 1 : 0));
    for (const message of series()) keeper.take(message);
    client.socket.terminate();
  }
  const last = await connect(serving.port, {
    hello: { resume: [{ topic, epoch: keeper.epoch, seq: keeper.seq }] },
  });
  costs(published++);
  await last.until((got) => got.some((each) => each.t === 'data' && each.l === published));
  for (const message of last.got) if (message.t === 'data') keeper.take(message);
  expect(keeper.x).toEqual(Array.from({ length: published }, (_, i) => i + 1));
  expect(keeper.duplicates).toBe(0);
  await last.end();
  await witness.sawAll(published);
  await witness.end();
});

test('events are there across cuts, each once', async () => {
  const { run, applied$ } = scriptedRun();
  serving = await serve(run, { tickMs: 2 });
  const at = 'r1/run/events';
  let position: object | undefined;
  const seen: number[] = [];
  for (let i = 1; i <= 50; i++) {
    const client = await connect(serving.port, { hello: position ? { resume: [position] } : {} });
    if (!position) await client.ask({ t: 'sub', id: '1', topic: at, from: 'first' });
    applied$.next({ command: { type: 'evaluate' }, iteration: i });
    if (i % 3 !== 0) {
      const events = () => client.got.filter((each): each is EventFrame => each.t === 'event');
      await client.until(() => events().at(-1)?.q === i);
      for (const { q, e } of events()) {
        seen.push(q);
        position = { topic: at, epoch: e, seq: q };
      }
    }
    client.socket.terminate();
  }
  expect(seen).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
});

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
  const keeper = new Keeper();
  const series = () => sleeper.got.filter((each) => each.t === 'data' || each.t === 'agg');
  await sleeper.until(() => series().at(-1)?.l === POINTS);
  for (const message of series()) keeper.take(message);
  expect(keeper.merged).toBeGreaterThan(0);
  expect(keeper.x.length + keeper.merged).toBe(POINTS);
  expect(series().some((each) => each.t === 'agg' && each.why === 'lagging')).toBe(true);
  await Promise.all([sleeper.end(), witness.end()]);
});
