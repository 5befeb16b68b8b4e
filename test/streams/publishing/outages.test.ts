import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Loss, type Publisher, publishTo, receive, type Source } from 'gradstream/streams';
import { expect, onTestFinished, test } from 'vitest';
import { brokersBehindDoors, type GoingBroker, goingBrokers } from '../connectors/goingBrokers.js';
import type { Told } from './stubbornSink.js';
import { coveredBy, lostIn, mergedIn, numbersOf } from './told.js';

const CAP = 64 * 1024;
const POINTS = 40;
/** Some dozen of these do not fit. */
const TEXT = 'x'.repeat(500);
/** A slow machine has to send all that is on the disk. */
const patience = { interval: 10, timeout: 50_000 };

/** A run: an event and some points of two series an iteration, which can be told from each other. */
function publish(publisher: Publisher, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    publisher.event('events', { n: i, text: TEXT });
    for (let point = POINTS * i + 1; point <= POINTS * (i + 1); point++) {
      publisher.point('one', point, point);
      publisher.point('other', point, -point);
    }
  }
}

/** Reads along, comes back by itself, and leaves out what comes again. */
function readAlong(source: Source) {
  const told = new Map<string, Told>();
  const subscription = receive(source).subscribe((received) => {
    const each: Told = JSON.parse(new TextDecoder().decode(received.value));
    if (!told.has(each.id)) told.set(each.id, each);
    received.ack();
    received.taken();
  });
  onTestFinished(() => subscription.unsubscribe());
  return () => [...told.values()];
}

async function begin<B extends GoingBroker>(start: () => Promise<B>) {
  const broker = await start();
  onTestFinished(() => broker.end());
  const folder = mkdtempSync(join(tmpdir(), 'gradstream-outage-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  onTestFinished(() => broker.sink.close());
  const losses: Loss[] = [];
  const publisher = publishTo(broker.sink, {
    capBytes: CAP,
    spill: { folder },
    onLoss: (loss) => losses.push(loss),
  });
  const told = readAlong(broker.source);
  const events = () =>
    numbersOf(told()).flatMap((data) =>
      typeof data === 'object' && data !== null && 'n' in data ? [data.n] : [],
    );

  return {
    broker,
    publisher,
    /** Waits until the broker has the first so many events. */
    until: (count: number) => expect.poll(() => events().length, patience).toBe(count),
    spilled: () => readdirSync(folder),
    /** Everything is there, whatever had to be thinned, and that was counted and told. */
    expectWhole: async (iterations: number) => {
      await publisher.close(60_000);
      const covered = (topic: string) => coveredBy(told(), topic);
      const points = POINTS * iterations;
      await expect
        .poll(() => covered('one').length + covered('other').length, patience)
        .toBe(2 * points);
      await expect.poll(() => lostIn(told()), patience).toBe(mergedIn(told()));
      expect(events()).toEqual(Array.from({ length: iterations }, (_, i) => i));
      for (const topic of ['one', 'other']) {
        expect(covered(topic).findIndex((point, i) => point !== i + 1)).toBe(-1);
      }
      expect(losses.every(({ type }) => type === 'thinned')).toBe(true);
      expect(losses.reduce((sum, { lost = 0 }) => sum + lost, 0)).toBe(mergedIn(told()));
      expect(readdirSync(folder)).toEqual([]);
    },
  };
}

for (const [name, start] of Object.entries(goingBrokers)) {
  test.skipIf(start === undefined)(
    `publishTo() over a broker that goes away and comes back: all events once and in order, each point once, losses counted (needs ${name})`,
    async () => {
      if (start === undefined) return;
      const { broker, publisher, until, spilled, expectWhole } = await begin(start);
      publish(publisher, 0, 20);
      await until(20);
      await broker.leave();
      publish(publisher, 20, 120);
      expect(publisher.bytes).toBeLessThan(CAP);
      expect(spilled()).not.toEqual([]);
      await broker.comeBack();
      publish(publisher, 120, 130);
      await until(130);
      await expectWhole(130);
    },
  );
}

for (const [name, start] of Object.entries(brokersBehindDoors)) {
  test.skipIf(start === undefined)(
    `publishTo() over a broker that does not answer and is cut off in the end: the same (needs ${name})`,
    async () => {
      if (start === undefined) return;
      const { broker, publisher, until, spilled, expectWhole } = await begin(start);
      publish(publisher, 0, 20);
      await until(20);
      broker.door.freeze();
      publish(publisher, 20, 120);
      expect(publisher.bytes).toBeLessThan(CAP);
      expect(spilled()).not.toEqual([]);
      broker.door.cut();
      publish(publisher, 120, 130);
      await until(130);
      await expectWhole(130);
    },
  );
}
