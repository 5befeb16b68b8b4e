/*
 * What the stream costs: the pipeline against the same pure functions in a `for` loop, for the published
 * job in both forms of its first layer, for mini-batches, and for a network so small that little else is
 * left.
 *
 * How they are interleaved: each peer is one long run that keeps its parameters and buffers, and is
 * advanced in blocks, a few iterations each, by turns. The stream stands still between its blocks
 * because its scheduler does not let the next task through (blockScheduler.ts). That is fairer than
 * short runs of `count: 5`, which would charge the stream for copying the network and making its
 * buffers every five iterations, and fairer than long runs one after the other, between which the
 * machine drifts by more than the difference that is looked for. The time of a block of the stream
 * includes its hand-overs to the event loop and back.
 *
 * Figures are taken within a round, so that drift cancels. The second loop is a control: it does what
 * the first does, and shows how far apart two equal peers come out.
 */
import { type InterleaveOptions, interleave, ratios } from './interleave.js';
import { minibatchJob } from './minibatchJob.js';
import { quick, rounds } from './options.js';
import { publishedFiles, publishedJob } from './publishedJob.js';
import { withScratchFolder } from './scratchFolder.js';
import { type Goal, printGoal, printSpread, printValue, say, withUnit } from './table.js';
import { tinyJob } from './tinyJob.js';
import {
  type Job,
  sameBits,
  type Trainer,
  trainAsCommand,
  trainInLoop,
  trainInStream,
} from './trainers.js';

/** Equal peers but for what is around the kernels; the loop comes first. */
interface Peers {
  readonly loop: Trainer;
  readonly stream: Trainer;
  readonly command: Trainer;
  /** Does what the loop does. */
  readonly control: Trainer;
}

interface Block {
  readonly iterations: number;
  readonly rounds: number;
  readonly maxSeconds: number;
}

const percent = withUnit(2, '%');
const microseconds = withUnit(2, 'us');

await withScratchFolder(async (folder) => {
  const job = await publishedJob(await publishedFiles(folder));
  // Blocks of more than a time slice, so that handing over to the event loop is inside.
  const gram = { iterations: 500, rounds: 150, maxSeconds: 20 };
  await tax('12288-5-5-1, Gram', peersFor(job, 'gram'), gram, { atMost: 6 });
  await tax('12288-5-5-1, dense', peersFor(job), { iterations: 5, rounds: 150, maxSeconds: 25 });
});
for (const precision of ['float32', 'float64'] as const) {
  const job = minibatchJob().in(precision);
  await tax(
    `784-512-256-10, batch 128, ${precision}`,
    peersFor(job),
    { iterations: 5, rounds: 100, maxSeconds: 20 },
    { atMost: 1 },
  );
}
await added('2-3-1', peersFor(tinyJob()), { iterations: 5000, rounds: 100, maxSeconds: 15 });

function peersFor(job: Job, firstLayer: 'gram' | 'dense' = 'dense'): Peers {
  return {
    loop: trainInLoop(job, { firstLayer }),
    stream: trainInStream(job, { firstLayer }),
    command: trainAsCommand(job, { firstLayer }),
    control: trainInLoop(job, { firstLayer }),
  };
}

/** Rows in percent, for a job in which the kernels take the time. */
async function tax(name: string, peers: Peers, block: Block, goal?: Goal): Promise<void> {
  const { loop, stream, command, control, agreement } = await compare(name, peers, block);
  const over = (peer: readonly number[]) => ratios(peer, loop).map((ratio) => 100 * (ratio - 1));
  const ms = loop.map((time) => time / block.iterations);
  printSpread('pipeline', `${name}: loop, one iteration`, ms, withUnit(3, 'ms'));
  if (goal) printGoal('pipeline', `${name}: stream over loop`, over(stream), percent, goal);
  else printSpread('pipeline', `${name}: stream over loop`, over(stream), percent);
  printSpread('pipeline', `${name}: \`gradstream train\` over loop`, over(command), percent);
  printSpread('pipeline', `${name}: loop over loop (control)`, over(control), percent);
  printValue('pipeline', `${name}: bits of the parameters`, agreement);
}

/** Rows in microseconds, for a job in which the stream takes the time. */
async function added(name: string, peers: Peers, block: Block): Promise<void> {
  const { loop, stream, command, control, agreement } = await compare(name, peers, block);
  const us = (peer: readonly number[]) => peer.map((ms) => (1000 * ms) / block.iterations);
  const more = (peer: readonly number[]) => us(peer).map((time, round) => time - us(loop)[round]);
  const row = (what: string, sample: readonly number[]) =>
    printSpread('pipeline', `${name}: ${what}`, sample, microseconds);
  row('loop, one iteration', us(loop));
  row('the stream adds', more(stream));
  row('`gradstream train` adds', more(command));
  row('a loop adds (control)', more(control));
  printValue('pipeline', `${name}: bits of the parameters`, agreement);
}

/** The blocks of the peers, and whether they ended with the same parameters. */
async function compare(name: string, peers: Peers, block: Block) {
  say(`pipeline: ${name}, ${quick ? 'a few' : `up to ${block.maxSeconds}`} s`);
  const { loop, stream, command, control } = peers;
  const trainers = [loop, stream, command, control];
  const options: InterleaveOptions = {
    warmUp: 10,
    rounds: rounds(block.rounds),
    maxSeconds: block.maxSeconds,
  };
  const blocks = trainers.map((trainer) => () => trainer.advance(block.iterations));
  const times = await interleave(blocks, options);
  const equal = trainers.every((trainer) => sameBits(trainer, loop));
  if (!equal) process.exitCode = 1;
  const agreement = `${equal ? 'equal' : 'DIFFERENT'} after ${loop.iterations()} iterations`;
  return {
    loop: times[0],
    stream: times[1],
    command: times[2],
    control: times[3],
    agreement,
  };
}
