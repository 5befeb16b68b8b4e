/*
 * The published job, 12288-5-5-1 on 209 images, 3000 iterations with every cost observed: against NumPy
 * with the operations of the post, NumPy in Gram form, TensorFlow.js, and our own dense form.
 *
 * A peer is a process that trains on command, so that blocks take turns; whoever waits sleeps. The slow
 * ones train a few iterations in a block, and their time is scaled to 3000; those in Gram form do whole
 * runs, K included. Our whole job runs in fresh processes, as a user's does: their time has in it what
 * the compiler of a fresh process takes, which NumPy has none of.
 */
import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { lastValueFrom } from 'rxjs';
import type { CostReport } from '../bin/runEvents.js';
import type { CatsResult } from './catsProcess.js';
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
import { fastSets } from './kernelSets.js';
import { type Peer, startPeer } from './peer.js';
import {
  type PublishedFiles,
  type PublishedJob,
  publishedFiles,
  publishedJob,
} from './publishedJob.js';
import { withScratchFolder } from './scratchFolder.js';
import { type Goal, printGoal, printSpread, say, withUnit } from './table.js';
import { trainAsCommand, wiredAsCommand } from './trainers.js';

const iterations = 3000;
const rounds = 7;
/** Iterations in a block of those that are slow, and of those that are slower. */
const [few, fewer] = [50, 20];
const float64 = { tolerance: tolerances.float64 };
const float32 = { tolerance: tolerances.float32 };
const execute = promisify(execFile);
const milliseconds = withUnit(0, 'ms');
const times = withUnit(2, 'x');

await withScratchFolder(async (folder) => {
  const files = await publishedFiles(folder);
  const job = await publishedJob(files);
  await writeJob(folder, job.files);
  const numpy = await startPeer('cats', 'numpy', ['numpyCats.py', folder]);
  const tensorflow = await startPeer('cats', 'tensorflow', ['tensorflow.mjs', folder]);
  try {
    await compare(files, job, numpy, tensorflow);
  } finally {
    for (const peer of [numpy, tensorflow]) await peer?.end();
  }
});

async function compare(
  files: PublishedFiles,
  job: PublishedJob,
  numpy: Peer | undefined,
  tensorflow: Peer | undefined,
): Promise<void> {
  say(`cats: ${rounds} rounds, about 45 s`);
  const reference: number[] = [];
  const inFreshProcess: number[] = [];
  const whole = { iterations, startsAnew: true, ...float64 };

  const total: Contender = {
    name: 'gradstream, a fresh process: files, K, iterations, accuracies',
    ...whole,
    async block() {
      const program = join(import.meta.dirname, 'catsProcess.js');
      const args = [program, files.train, files.test, String(iterations)];
      const { stdout } = await execute(process.execPath, args);
      const { totalMs, trainMs, cost }: CatsResult = JSON.parse(stdout);
      inFreshProcess.push(trainMs / iterations);
      return { ms: totalMs, cost };
    },
  };
  const command: Contender = {
    name: '`gradstream train`, from start to end',
    ...whole,
    async block() {
      const start = performance.now();
      const cost = await runCommand(files);
      return { ms: performance.now() - start, cost };
    },
  };
  const warm: Contender = {
    name: 'gradstream, the training loop in a process that has run it before',
    ...whole,
    async block() {
      reference.length = 0;
      const run = wiredAsCommand(job, { iterations, firstLayer: 'gram' });
      run.step$.subscribe(({ cost }) => reference.push(cost));
      const { trainMs } = await lastValueFrom(run.end$);
      return { ms: trainMs, cost: reference[reference.length - 1] };
    },
  };
  const sets = fastSets('cats');
  const dense = sets.map(({ name, ...means }) =>
    own(`gradstream, dense, ${name}`, trainAsCommand(job, means), {
      iterations: few,
      ...float64,
    }),
  );
  const [post, lean, gram] = numpy ? numpyContenders(numpy) : [];
  const [rows, columns] = tensorflow ? tensorflowContenders(tensorflow) : [];

  const peers = [post, lean, gram, rows, columns].filter((contender) => contender !== undefined);
  const contenders = [warm, total, command, ...dense, ...peers];
  const outcomes = await compete(contenders, { rounds });
  const loop = inFreshProcess.slice(1); // the first was the round for warming up
  const timesOf = (contender: Contender) => outcomes[contenders.indexOf(contender)].times;

  print('gradstream, the training loop in a fresh process, K included', loop);
  for (const contender of contenders) print(contender.name, timesOf(contender), contender);
  // All but the first, which has the costs of the reference itself.
  const [others, seen] = [contenders.slice(1), outcomes.slice(1)];
  printAgreement('cats', 'costs against those of gradstream', others, seen, reference);

  const compared = (
    what: string,
    slow: Contender | undefined,
    fast: readonly number[],
    goal?: Goal,
  ) => {
    if (slow === undefined) return;
    const sample = ratios(timesOf(slow), fast);
    if (goal) printGoal('cats', what, sample, times, goal);
    else printSpread('cats', what, sample, times);
  };
  compared('total: faster than the loop of NumPy alone', post, timesOf(total), { atLeast: 50 });
  compared('`gradstream train`: faster than the loop of NumPy alone', post, timesOf(command));
  compared('loop: faster than NumPy', post, loop, { atLeast: 80 });
  compared('loop: faster than NumPy in Gram form', gram, loop, { atLeast: 1.2 });
  compared('loop: faster than TensorFlow.js, rows', rows, loop, { atLeast: 1500 });
  compared('loop: faster than TensorFlow.js, columns', columns, loop);
  dense.forEach((mine, i) => {
    const goal = { atLeast: sets[i].kernels === 'blas' ? 1.1 : 0.7 };
    compared(`${mine.name}: faster than NumPy`, post, timesOf(mine), goal);
    compared(`${mine.name}: faster than NumPy, lean`, lean, timesOf(mine));
  });
}

function numpyContenders(peer: Peer): [post: Contender, lean: Contender, gram: Contender] {
  const { description } = peer;
  const train = (variant: string, name: string) =>
    peerTrains(`${description}, ${name}`, peer, variant, { iterations: few, ...float64 });
  const gram: Contender = {
    name: `${description}, Gram form, K included`,
    iterations,
    startsAnew: true,
    ...float64,
    async block() {
      const [onceMs, ms, cost] = await peer.ask('run', iterations);
      return { ms: onceMs + ms, cost };
    },
  };
  return [train('post', "post's operations"), train('lean', 'lean'), gram];
}

function tensorflowContenders(peer: Peer): [rows: Contender, columns: Contender] {
  const train = (layout: string) =>
    peerTrains(`${peer.description}, float32, ${layout}`, peer, layout, {
      iterations: fewer,
      ...float32,
    });
  return [train('rows'), train('columns')];
}

/** A row for as many iterations as the job has. */
function print(name: string, perIteration: readonly number[], contender?: Contender): void {
  const all = perIteration.map((ms) => ms * iterations);
  const scaled =
    contender && !contender.startsAnew ? ` (blocks of ${contender.iterations}, scaled)` : '';
  printSpread('cats', `${name}: ${iterations} iterations${scaled}`, all, milliseconds);
}

/** Runs the published job, which the command does by itself, and gives the last cost that it prints. */
async function runCommand({ train, test }: PublishedFiles): Promise<number> {
  const program = resolve(import.meta.dirname, '../command/gradstream.js');
  const args = ['train', '--train', train, '--test', test, '--json'];
  const { stdout } = await execute(process.execPath, [program, ...args]);
  const costs = stdout.split('\n').filter((line) => line.includes('"type":"cost"'));
  const { cost }: CostReport = JSON.parse(costs[costs.length - 1]);
  return cost;
}
