/*
 * What a broker that goes away costs a training that publishes to it: iterations per second before, during a minute
 * without it and behind it, beside the same training that publishes nothing; and whether everything is there in the
 * end.
 *
 * The trainings are processes that take turns, and stand still, with their timers and sockets, while another one
 * works: what publishing does behind the back of the training is paid for by that training. A third one, which
 * publishes nothing either, is a control: it shows how far apart two equal processes come out. A reader in this process
 * reads along, and comes back to the broker as well.
 */
import { join } from 'node:path';
import {
  type Broker,
  type BrokerName,
  brokerNames,
  lackFor,
  startBroker,
} from './brokers/broker.js';
import { ends } from './brokers/ends.js';
import { interleave, ratios } from './interleave.js';
import { isAsked, quick } from './options.js';
import { type OutageReader, readOutage } from './outage/reader.js';
import type { Standing } from './outage/trainer.js';
import { startTrainer, type TrainerProcess } from './outage/trainerProcess.js';
import { withScratchFolder } from './scratchFolder.js';
import { printGoal, printSpread, printValue, say, withUnit } from './table.js';

const [BEFORE_S, GONE_S, BACK_S] = quick ? [2, 5, 2] : [10, 60, 10];
const BLOCK_MS = 400;
const CAP_BYTES = 128 * 1024;
const megabyte = 2 ** 20;

/** How a broker goes away. */
const ways = {
  killed: {
    leave: (broker: Broker) => broker.kill(),
    comeBack: (broker: Broker) => broker.start(),
  },
  stopped: {
    leave: async (broker: Broker) => broker.hang(),
    comeBack: async (broker: Broker) => broker.wake(),
  },
};
type Way = keyof typeof ways;

for (const name of brokerNames) {
  for (const way of ['killed', 'stopped'] as const) {
    if (!isAsked(name, way)) continue;
    const lack = lackFor(name);
    if (lack === undefined) await withScratchFolder((folder) => outage(name, way, folder));
    else printValue('outage', `${name}: ${lack}`, 'left out');
  }
}

async function outage(name: BrokerName, way: Way, folder: string): Promise<void> {
  say(`outage: ${name}, ${way} for ${GONE_S} s, about ${BEFORE_S + GONE_S + BACK_S + 5} s`);
  const broker = await startBroker(name);
  const reader = readOutage(ends[name].source(broker.port));
  const [plain, control] = [await startTrainer({}), await startTrainer({})];
  const to = {
    broker: name,
    port: broker.port,
    capBytes: CAP_BYTES,
    folder: join(folder, 'spill'),
  };
  const published = await startTrainer({ to });
  try {
    await measure(`${name}, ${way}`, way, { broker, reader, plain, control, published });
  } finally {
    plain.end();
    control.end();
    published.end();
    reader.end();
    await broker.end();
  }
}

interface Parts {
  readonly broker: Broker;
  readonly reader: OutageReader;
  readonly plain: TrainerProcess;
  /** Does what `plain` does. */
  readonly control: TrainerProcess;
  readonly published: TrainerProcess;
}

async function measure(what: string, way: Way, { broker, reader, ...trainers }: Parts) {
  const { plain, control, published } = trainers;
  const row = (text: string) => `${what}: ${text}`;
  const iterations = await blockOf(trainers);
  const phase = (seconds: number) =>
    compare(trainers, iterations, { rounds: Number.POSITIVE_INFINITY, maxSeconds: seconds });

  const before = await phase(BEFORE_S);
  await ways[way].leave(broker);
  const gone = await phase(GONE_S);
  await ways[way].comeBack(broker);
  const back = await phase(BACK_S);
  plain.end();
  control.end();
  const closed = await published.tell({ type: 'close' });
  const account = await reader.wholeAt(closed.events, closed.iterations);

  const perSecond = withUnit(0, '/s');
  const percent = withUnit(1, '%');
  printSpread('outage', row('iterations per second, publishing nothing'), before.speeds, perSecond);
  printSpread('outage', row('publishing, the broker there'), before.shares, percent);
  printGoal('outage', row(`gone for ${GONE_S} s`), gone.shares, percent, { atLeast: 98 });
  printGoal('outage', row('gone, all blocks together'), [gone.share], percent, { atLeast: 98 });
  printGoal('outage', row('gone, to that before'), [(100 * gone.share) / before.share], percent, {
    atLeast: 98,
  });
  printSpread('outage', row('gone, by CPU time'), gone.cpuShares, percent);
  printSpread('outage', row('gone, an equal training (control)'), gone.controlShares, percent);
  printSpread(
    'outage',
    row('gone, all blocks of the control together'),
    [gone.controlShare],
    percent,
  );
  printSpread('outage', row('back'), back.shares, percent);
  printGoal('outage', row('most in memory'), [closed.mostBytes / 1024], withUnit(1, 'KiB'), {
    atMost: CAP_BYTES / 1024,
  });
  printValue(
    'outage',
    row('resident memory before, at the end of the gap, afterwards'),
    [before, gone, back].map(({ rss }) => megabytes(rss)).join(', '),
  );
  printAccount(row, closed, account);
}

function printAccount(
  row: (text: string) => string,
  closed: Standing,
  account: Awaited<ReturnType<OutageReader['wholeAt']>>,
): void {
  const count = (n: number) => n.toLocaleString('en');
  const said = (isSo: boolean) => (isSo ? 'each once, in order' : '**not whole**');
  printValue(
    'outage',
    row(`afterwards: ${count(closed.events)} events`),
    said(account.areEventsWhole),
  );
  printValue(
    'outage',
    row(`afterwards: ${count(2 * closed.iterations)} points`),
    said(account.areSeriesWhole),
  );
  const { merged, toldThinned, toldLost, again, records } = account;
  const areEqual =
    merged === closed.thinned && merged === toldThinned && closed.lost === 0 && toldLost === 0;
  printValue(
    'outage',
    row('points in rows: found, counted, told'),
    `${[merged, closed.thinned, toldThinned].map(count).join(', ')}${areEqual ? '' : ', **not equal**'}`,
  );
  printValue('outage', row('records, and those that came again'), `${count(records)}, ${again}`);
  for (const trouble of closed.troubles) say(`outage: ${trouble}`);
  if (!areEqual || !account.areEventsWhole || !account.areSeriesWhole) {
    say(`error: ${row('what was published is not whole')}`);
    process.exitCode = 1;
  }
}

type Trainers = Pick<Parts, 'plain' | 'control' | 'published'>;

/** How many iterations take about `BLOCK_MS`, behind some to warm up. */
async function blockOf({ plain, control, published }: Trainers): Promise<number> {
  const WARM_UP = 5_000;
  for (const trainer of [published, control, plain]) {
    await trainer.tell({ type: 'advance', iterations: WARM_UP });
  }
  const { ms } = await plain.tell({ type: 'advance', iterations: WARM_UP });
  return Math.max(1, Math.round((WARM_UP * BLOCK_MS) / ms));
}

/** A phase of all by turns. */
async function compare(
  { plain, control, published }: Trainers,
  iterations: number,
  options: Parameters<typeof interleave>[1],
) {
  const told = [plain, published, control].map((trainer) => ({ trainer, cpu: [] as number[] }));
  let rss = 0;
  const blocks = told.map(({ trainer, cpu }) => async () => {
    const { ms, cpuMs, rssBytes } = await trainer.tell({ type: 'advance', iterations });
    cpu.push(cpuMs);
    if (trainer === published) rss = rssBytes;
    return ms;
  });
  const [alone, publishing, equal] = await interleave(blocks, options);
  const [cpuAlone, cpuPublishing] = told.map(({ cpu }) => cpu);
  const sum = (times: readonly number[]) => times.reduce((total, ms) => total + ms, 0);
  const sharesOf = (times: readonly number[], others: readonly number[]) =>
    ratios(times, others).map((ratio) => 100 * ratio);
  return {
    cpuShares: sharesOf(cpuAlone, cpuPublishing),
    speeds: alone.map((ms) => (1000 * iterations) / ms),
    shares: sharesOf(alone, publishing),
    controlShares: sharesOf(alone, equal),
    share: (100 * sum(alone)) / sum(publishing),
    controlShare: (100 * sum(alone)) / sum(equal),
    rss,
  };
}

function megabytes(bytes: number): string {
  return `${(bytes / megabyte).toFixed(0)} MiB`;
}
