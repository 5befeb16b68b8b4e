/*
 * Ordinary mini-batch training, 784-512-256-10, batch 128, momentum 0.9: steps per second through the stream, against
 * NumPy, PyTorch and TensorFlow.js on the same batches from the same weights, in both precisions.
 *
 * A peer is a process that trains on command, so that blocks take turns; whoever waits sleeps.
 */
import type { Precision } from '../src/index.js';
import {
  type Contender,
  compete,
  own,
  peerTrains,
  printAgreement,
  tolerances,
} from './contenders.js';
import { ratios } from './interleave.js';
import { writeJob } from './jobFiles.js';
import { fastSets, type KernelSet, scalarSet } from './kernelSets.js';
import { minibatchJob } from './minibatchJob.js';
import { type Peer, startPeer } from './peer.js';
import { withScratchFolder } from './scratchFolder.js';
import { type Goal, printGoal, printSpread, say, withUnit } from './table.js';
import { type Job, trainInLoop, trainInStream } from './trainers.js';

const rounds = 8;
/** Steps in a block of those that are fast, and of those that are slow. */
const [many, few] = [20, 3];
const perSecond = withUnit(1, 'steps/s');
const times = withUnit(2, 'x');

interface Peers {
  readonly numpy: Peer | undefined;
  readonly torch: Peer | undefined;
  readonly tensorflow: Peer | undefined;
}

const job = minibatchJob();
await withScratchFolder(async (folder) => {
  await writeJob(folder, job.files);
  const peers = {
    numpy: await startPeer('minibatch', 'numpy', ['numpyMinibatch.py', folder]),
    torch: await startPeer('minibatch', 'torch', ['torchMinibatch.py', folder]),
    tensorflow: await startPeer('minibatch', 'tensorflow', ['tensorflow.mjs', folder]),
  };
  try {
    const sets = fastSets('minibatch');
    for (const precision of ['float32', 'float64'] as const) {
      await compare(precision, sets, peers);
    }
  } finally {
    for (const peer of Object.values(peers)) await peer?.end();
  }
});

async function compare(
  precision: Precision,
  sets: readonly KernelSet[],
  { numpy, torch, tensorflow }: Peers,
): Promise<void> {
  say(`minibatch: ${rounds} rounds in ${precision}, about 20 s`);
  const tolerance = tolerances[precision];
  const data = job.in(precision);
  const reference = costsOfLoop(data, many * (rounds + 1));
  const ours = sets.map(({ name, ...means }) =>
    own(`gradstream, ${name}`, trainInStream(data, means), {
      iterations: many,
      tolerance,
    }),
  );
  const scalar = own(`gradstream, ${scalarSet.name}`, trainInStream(data, scalarSet), {
    iterations: few,
    tolerance,
  });
  const trains = (peer: Peer | undefined, variant: string, iterations: number, note = '') =>
    peer && peerTrains(`${peer.description}${note}`, peer, variant, { iterations, tolerance });
  // TensorFlow.js has float32 only.
  const layout = (name: string) =>
    precision === 'float32' ? trains(tensorflow, name, few, `, ${name}`) : undefined;
  const peers = {
    numpy: trains(numpy, precision, many),
    torch: trains(torch, precision, many),
    rows: layout('rows'),
    columns: layout('columns'),
  };
  const others = Object.values(peers).filter((contender) => contender !== undefined);
  const contenders = [...ours, scalar, ...others];
  const outcomes = await compete(contenders, { rounds });
  const timesOf = (contender: Contender) => outcomes[contenders.indexOf(contender)].times;

  for (const contender of contenders) {
    const steps = timesOf(contender).map((ms) => 1000 / ms);
    printSpread('minibatch', `${precision}: ${contender.name}`, steps, perSecond);
  }
  const what = `${precision}: costs against those of a loop`;
  printAgreement('minibatch', what, contenders, outcomes, reference);

  const compared = (mine: Contender, name: string, peer: Contender | undefined, goal?: Goal) => {
    if (peer === undefined) return;
    const sample = ratios(timesOf(peer), timesOf(mine));
    const row = `${precision}: ${mine.name}, faster than ${name}`;
    if (goal) printGoal('minibatch', row, sample, times, goal);
    else printSpread('minibatch', row, sample, times);
  };
  ours.forEach((mine, i) => {
    const blas = sets[i].kernels === 'blas';
    const level = blas && precision === 'float32' ? { atLeast: 0.95 } : undefined;
    compared(mine, 'NumPy', peers.numpy, level);
    compared(mine, 'PyTorch', peers.torch);
    compared(mine, 'TensorFlow.js, rows', peers.rows, { atLeast: blas ? 30 : 8 });
    compared(mine, 'TensorFlow.js, columns', peers.columns);
  });
}

/** The cost of each iteration, from a bare loop. */
function costsOfLoop(data: Job, iterations: number): number[] {
  const loop = trainInLoop(data);
  return Array.from({ length: iterations }, () => {
    loop.advance(1);
    return loop.cost();
  });
}
