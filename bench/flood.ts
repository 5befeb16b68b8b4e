/*
 * Whether memory stays flat when examples come ten times as fast as they can be learnt from, for a minute, through
 * every door: the resident memory of the learner, twice a second, in the second minute; in the first one V8 makes room
 * for garbage, and the ids that are remembered come together.
 *
 * Memory is flat when the median of the second half of the minute is at most 5 % above that of the first; if what
 * comes too early was kept, it would be some hundred megabytes.
 */
import { setTimeout } from 'node:timers/promises';
import { lackFor, startBroker } from './brokers/broker.js';
import { type DoorName, doorNames, doors } from './flood/door.js';
import type { FloodReport } from './flood/learner.js';
import { type Learner, type Producer, startLearner, startProducer } from './flood/processes.js';
import type { Produced } from './flood/producer.js';
import { isAsked, quick } from './options.js';
import { median } from './statistics.js';
import { printGoal, printSpread, printValue, say, withUnit } from './table.js';

const [WARM_UP_S, SECONDS] = quick ? [3, 5] : [60, 60];
const MOST_GROWTH = 5;
const mebibyte = 2 ** 20;

for (const door of doorNames) {
  if (!isAsked(door)) continue;
  const { broker } = doors[door];
  const lack = broker && lackFor(broker);
  if (lack === undefined) await flood(door);
  else printValue('flood', `${door}: ${lack}`, 'left out');
}

async function flood(door: DoorName): Promise<void> {
  say(`flood: ${door}, about ${WARM_UP_S + SECONDS + 3} s`);
  const name = doors[door].broker;
  const broker = name && (await startBroker(name));
  const learner = startLearner(door, broker?.port ?? 0);
  const port = door === 'webhook' ? await learner.listening() : (broker?.port ?? 0);
  // A session, a subscription, is there before the first example.
  await setTimeout(1000);
  const producer = startProducer(door, port);
  if (door === 'stdin' && producer.lines) learner.feed(producer.lines);
  else producer.lines?.resume();
  try {
    await measure(door, learner, producer);
  } finally {
    producer.end();
    learner.end();
    await broker?.end();
  }
}

async function measure(door: DoorName, learner: Learner, producer: Producer): Promise<void> {
  await setTimeout(1000 * WARM_UP_S);
  const before = await producer.ask('count');
  learner.measure();
  await setTimeout(1000 * SECONDS);
  const report = await learner.report();
  const after = await producer.ask('count');
  const row = (text: string) => `${door}: ${text}`;
  printRates(row, before, after, report);
  printMemory(row, report);
  await printLoss(door, learner, producer);
}

function printRates(
  row: (text: string) => string,
  before: Produced,
  after: Produced,
  { learnt, seconds }: FloodReport,
): void {
  const rate = (count: number) => Math.round(count / seconds).toLocaleString('en');
  const due = after.due - before.due;
  printValue(
    'flood',
    row('examples a second: to be sent, taken from their sender, learnt from'),
    `${rate(due)}, ${rate(after.sent - before.sent)}, ${rate(learnt)}: ${(due / learnt).toFixed(1)} x`,
  );
}

function printMemory(row: (text: string) => string, { rssBytes }: FloodReport): void {
  const rss = rssBytes.map((bytes) => bytes / mebibyte);
  const middle = Math.floor(rss.length / 2);
  const [first, second] = [median(rss.slice(0, middle)), median(rss.slice(middle))];
  const MiB = withUnit(1, 'MiB');
  printSpread('flood', row('resident memory'), rss, MiB);
  printGoal(
    'flood',
    row('its second half above its first'),
    [100 * (second / first - 1)],
    withUnit(1, '%'),
    { atMost: MOST_GROWTH },
  );
  const perMinute = (slopeOf(rss) * rss.length * 60) / SECONDS;
  printValue(
    'flood',
    row('the line through it, and its most above the first median'),
    `${MiB(perMinute)} a minute, ${MiB(Math.max(...rss) - first)}`,
  );
}

/** What came to nothing, and whether somebody was told. */
async function printLoss(door: DoorName, learner: Learner, producer: Producer): Promise<void> {
  const { sent, refused } = await producer.ask('stop');
  const count = (n: number) => n.toLocaleString('en');
  if (door !== 'nats') {
    const { missing } = await learner.report();
    printValue(
      'flood',
      `${door}: missing between those delivered; refused to their sender`,
      `${count(missing)}; ${count(refused)}`,
    );
    return;
  }
  // What waits is learnt within a few seconds; then each one that was sent was delivered or counted.
  let { delivered, dropped } = await learner.report();
  for (let tries = 0; delivered + dropped < sent && tries < 60; tries++) {
    await setTimeout(500);
    ({ delivered, dropped } = await learner.report());
  }
  printValue(
    'flood',
    `${door}: sent, delivered, dropped and counted`,
    `${count(sent)} = ${count(delivered)} + ${count(dropped)}`,
  );
  if (delivered + dropped !== sent) {
    say(`error: ${door}: the count of what was dropped is not what is missing`);
    process.exitCode = 1;
  }
}

/** What it grows by from one sample to the next, by least squares. */
function slopeOf(sample: readonly number[]): number {
  const meanX = (sample.length - 1) / 2;
  const meanY = sample.reduce((sum, y) => sum + y, 0) / sample.length;
  const covariance = sample.reduce((sum, y, x) => sum + (x - meanX) * (y - meanY), 0);
  const variance = sample.reduce((sum, _, x) => sum + (x - meanX) ** 2, 0);
  return covariance / variance;
}
