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
  say(`numpy: ${rounds} blocks of ${blockSize} iterations each, about 20 s`);
  const stream = trainAsCommand(job);
  const costs: Record<'gradstream' | 'post' | 'lean', number[]> = {
    gradstream: [],
    post: [],
    lean: [],
  };
  const own: Block = async () => {
    const ms = await stream.advance(blockSize);
    costs.gradstream.push(stream.cost());
    return ms;
  };
  const numpy = (numpyPeer: NumpyPeer, variant: 'post' | 'lean'): Block => {
    return async () => {
      const { ms, cost } = await numpyPeer.train(variant, blockSize);
      costs[variant].push(cost);
      return ms;
    };
  };
  const peers = peer ? [numpy(peer, 'post'), numpy(peer, 'lean')] : [];
  const [ownTimes, ...numpyTimes] = await interleave([own, ...peers], {
    rounds,
    // OpenBLAS lets its threads spin for a while after a product: not on the next one's time.
    between: () => setTimeout(pause),
  });

  printTimes('gradstream, plain TypeScript, 1 thread', ownTimes);
  if (!peer) return;
  const [post, lean] = numpyTimes;
  const library = peer.description;
  printTimes(`post's operations, ${library}`, post);
  printTimes(`lean, ${library}`, lean);
  const times = withUnit(2, 'times');
  printSpread('numpy', "gradstream's time over the post's", ratios(ownTimes, post), times);
  printSpread('numpy', "gradstream's time over lean NumPy's", ratios(ownTimes, lean), times);

  const agree = costs.gradstream.every((cost, round) =>
    [costs.post, costs.lean].every((other) => Math.abs(cost - other[round]) < 5e-5),
  );
  if (!agree) process.exitCode = 1;
  const shown = costs.gradstream.map((cost) => cost.toFixed(4)).join(', ');
  printValue(
    'numpy',
    `costs every ${blockSize} iterations, to 4 decimals`,
    agree ? `equal: ${shown}` : `DIFFERENT: ${JSON.stringify(costs)}`,
  );
}

function printTimes(who: string, blocks: readonly number[]): void {
  const each = blocks.map((ms) => ms / blockSize);
  const { median } = printSpread('numpy', `${who}: one iteration`, each, withUnit(2, 'ms'));
  printValue('numpy', `${who}: 3000 iterations would take`, `${(3 * median).toFixed(1)} s`);
}
