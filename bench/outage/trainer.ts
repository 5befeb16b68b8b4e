/*
 * A training of `npm run bench -- outage`, in a process of its own: it advances when it is told to, and publishes
 * two points an iteration and an event every hundred, where it has a broker.
 */
import { pipe } from 'rxjs';
import { createNetwork, createRandom, he, momentum, zeros } from '../../src/index.js';
import {
  closeLoop,
  computeCost,
  drawBatches,
  iterate,
  propagateBackward,
  propagateForward,
  publishTo,
  updateParameters,
} from '../../streams/index.js';
import { blockScheduler } from '../blockScheduler.js';
import type { BrokerName } from '../brokers/broker.js';
import { ends } from '../brokers/ends.js';

/** What a training is told when it starts. */
export interface TrainerOptions {
  /** Where it publishes to. Default: nowhere. */
  readonly to?: {
    readonly broker: BrokerName;
    readonly port: number;
    readonly capBytes: number;
    readonly folder: string;
  };
}

/** What the bench asks of it. */
export type TrainerOrder =
  | { readonly type: 'advance'; readonly iterations: number }
  | { readonly type: 'close' };

/** How it stands. */
export interface Standing {
  /** Since the last order, whatever else was done meanwhile. */
  readonly cpuMs: number;
  readonly iterations: number;
  /** The most that the publisher has held in memory. */
  readonly mostBytes: number;
  readonly rssBytes: number;
  readonly events: number;
  /** What was told of losses, by type. */
  readonly thinned: number;
  readonly lost: number;
  /** Of what else went wrong. */
  readonly troubles: readonly string[];
}

const EVENT_EVERY = 100;
const CLOSE_MS = 60_000;
const [features, examples, batchSize] = [20, 6400, 64];

const options: TrainerOptions = JSON.parse(process.argv[2]);
const scheduler = blockScheduler();
const { to } = options;
const sink = to && ends[to.broker].sink(to.port);
const troubles: string[] = [];
const losses = { thinned: 0, lost: 0 };
const publisher =
  to &&
  sink &&
  publishTo(sink, {
    capBytes: to.capBytes,
    spill: { folder: to.folder },
    onLoss({ type, lost = 0, why }) {
      if (type === 'damaged') troubles.push(why);
      else losses[type] += lost;
    },
  });
let iterations = 0;
let events = 0;
let mostBytes = 0;

iterate({ scheduler })
  .pipe(
    drawBatches(learnable(), { batchSize, lastBatch: 'drop', threads: 1 }),
    closeLoop(
      createNetwork([features, 64, 32, 1], { seed: 1, scheme: he }),
      pipe(
        propagateForward(),
        computeCost(),
        propagateBackward(),
        updateParameters(momentum(0.01)),
      ),
    ),
  )
  .subscribe(({ index, cost }) => {
    iterations = index + 1;
    if (publisher === undefined) return;
    publisher.point('cost', iterations, cost);
    // What a reader can check: the value is the iteration.
    publisher.point('iteration', iterations, iterations);
    if (iterations % EVENT_EVERY !== 0) return;
    const what = `iteration ${iterations} of a run that goes on while its broker is away`;
    publisher.event('events', { type: 'report', n: events++, iteration: iterations, cost, what });
    mostBytes = Math.max(mostBytes, publisher.bytes);
  });

let usedCpu = process.cpuUsage();
process.on('message', (order: TrainerOrder) => {
  void obey(order).then(() => process.send?.(standing()));
});
process.on('disconnect', () => process.exit());
process.send?.(standing());

async function obey(order: TrainerOrder): Promise<void> {
  if (order.type === 'advance') await scheduler.runBlock(order.iterations);
  else {
    await publisher?.close(CLOSE_MS);
    await sink?.close();
  }
}

function standing(): Standing {
  const { user, system } = process.cpuUsage(usedCpu);
  usedCpu = process.cpuUsage();
  const cpuMs = (user + system) / 1000;
  const rssBytes = process.memoryUsage.rss();
  return { cpuMs, iterations, mostBytes, rssBytes, events, ...losses, troubles };
}

/** Two classes on either side of a plane. */
function learnable() {
  const random = createRandom(1);
  const X = zeros(features, examples);
  const Y = zeros(1, examples);
  for (let i = 0; i < X.values.length; i++) X.values[i] = random.normal();
  for (let j = 0; j < examples; j++) Y.values[j] = Number(X.values[j] + X.values[examples + j] > 0);
  return { X, Y };
}
