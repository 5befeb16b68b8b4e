/*
 * The published job against NumPy with OpenBLAS, dense float64 on both sides: the same network from
 * the same seed on the same images, a cost every iteration.
 *
 * NumPy runs in a process of its own that trains on command, so that blocks of 100 iterations take
 * turns; whoever waits sleeps. There are two NumPy programs: one with the operations of the post, and
 * one that leaves out what the post computes and never reads (the gradient of the pixels above all),
 * as gradstream does.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { KernelName } from '../src/index.js';
import { type Block, interleave, ratios } from './interleave.js';
import { type NumpyPeer, startNumpy } from './numpyPeer.js';
import { type PublishedJob, publishedJob } from './publishedJob.js';
import { printSpread, printValue, say, withUnit } from './table.js';
import { trainAsCommand } from './trainers.js';

const blockSize = 100;
const rounds = 6;
const pause = 100;

const folder = await mkdtemp(join(tmpdir(), 'gradstream-bench-'));
try {
  const job = await publishedJob();
  const peer = await startNumpy(job.images, folder);
  if (!peer) {
    printValue(
      'numpy',
      'NumPy',
      'not installed (Debian: apt-get install python3-numpy libopenblas0)',
    );
  }
  try {
    await compare(job, peer);
  } finally {
    peer?.end();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function compare(job: PublishedJob, peer: NumpyPeer | undefined): Promise<void> {
  say(`numpy: ${rounds} blocks of ${blockSize} iterations each, about 30 s`);
  const costs = new Map<string, number[]>();
  const own = (kernels: KernelName): [string, Block] => {
    const stream = trainAsCommand(job, kernels);
    return keepingCosts(`gradstream, ${kernels} kernels, 1 thread`, async () => ({
      ms: await stream.advance(blockSize),
      cost: stream.cost(),
    }));
  };
  const numpy = (numpyPeer: NumpyPeer, variant: 'post' | 'lean'): [string, Block] =>
    keepingCosts(
      `${numpyPeer.description}, ${variant === 'post' ? "post's operations" : 'lean'}`,
      () => numpyPeer.train(variant, blockSize),
    );
  function keepingCosts(
    name: string,
    train: () => Promise<{ ms: number; cost: number }>,
  ): [string, Block] {
    const seen: number[] = [];
    costs.set(name, seen);
    const block = async () => {
      const { ms, cost } = await train();
      seen.push(cost);
      return ms;
    };
    return [name, block];
  }

  const peers = [
    own('scalar'),
    own('simd'),
    ...(peer ? [numpy(peer, 'post'), numpy(peer, 'lean')] : []),
  ];
  const times = await interleave(
    peers.map(([, block]) => block),
    {
      rounds,
      // OpenBLAS lets its threads spin for a while after a product: not on the next one's time.
      between: () => setTimeout(pause),
    },
  );
  peers.forEach(([name], i) => {
    printTimes(name, times[i]);
  });
  for (let mine = 0; mine < 2; mine++) {
    for (let other = 2; other < peers.length; other++) {
      const what = `time of ${peers[mine][0]}, over ${peers[other][0]}`;
      printSpread('numpy', what, ratios(times[mine], times[other]), withUnit(2, 'times'));
    }
  }
  printAgreement([...costs.values()]);
}

function printAgreement(costs: readonly (readonly number[])[]): void {
  const [first, ...others] = costs;
  const agree = first.every((cost, round) =>
    others.every((other) => Math.abs(cost - other[round]) < 5e-5),
  );
  if (!agree) process.exitCode = 1;
  printValue(
    'numpy',
    `costs every ${blockSize} iterations, to 4 decimals`,
    agree
      ? `equal: ${first.map((cost) => cost.toFixed(4)).join(', ')}`
      : `DIFFERENT: ${JSON.stringify(costs)}`,
  );
}

function printTimes(who: string, blocks: readonly number[]): void {
  const each = blocks.map((ms) => ms / blockSize);
  const { median } = printSpread('numpy', `${who}: one iteration`, each, withUnit(2, 'ms'));
  printValue('numpy', `${who}: 3000 iterations would take`, `${(3 * median).toFixed(1)} s`);
}
