/*
 * What the stream costs: the pipeline against the same pure functions in a `for` loop.
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
import { publishedJob } from './publishedJob.js';
import { printSpread, printValue, say, withUnit } from './table.js';
import { tinyJob } from './tinyJob.js';
import { type Job, sameBits, trainAsCommand, trainInLoop, trainInStream } from './trainers.js';

await published();
await tiny();

async function published(): Promise<void> {
  say('pipeline: the published job, about 40 s');
  const job = await publishedJob();
  const { loop, stream, command, control, agreement } = await compare(job, 5, {
    rounds: 250,
    maxSeconds: 40,
  });
  const percent = withUnit(2, '%');
  const tax = (peer: readonly number[]) => ratios(peer, loop).map((ratio) => 100 * (ratio - 1));
  const row = (what: string, sample: readonly number[], show = percent) =>
    printSpread('pipeline', `12288-5-5-1: ${what}`, sample, show);
  row('loop, one iteration', perIteration(loop, 5), withUnit(2, 'ms'));
  row('stream over loop', tax(stream));
  row('`gradstream train` over loop', tax(command));
  row('loop over loop (control)', tax(control));
  printValue('pipeline', '12288-5-5-1: bits of the parameters', agreement);
}

async function tiny(): Promise<void> {
  say('pipeline: a tiny network, about 15 s');
  const { loop, stream, command, control, agreement } = await compare(tinyJob(), 5000, {
    rounds: 100,
    maxSeconds: 15,
  });
  const of = (peer: readonly number[]) => perIteration(peer, 5000).map((ms) => 1000 * ms);
  const added = (peer: readonly number[]) => of(peer).map((us, round) => us - of(loop)[round]);
  const row = (what: string, sample: readonly number[]) =>
    printSpread('pipeline', `2-3-1: ${what}`, sample, withUnit(2, 'us'));
  row('loop, one iteration', of(loop));
  row('the stream adds', added(stream));
  row('`gradstream train` adds', added(command));
  row('a loop adds (control)', added(control));
  printValue('pipeline', '2-3-1: bits of the parameters', agreement);
}

/** The blocks of the four peers, and whether they ended with the same parameters. */
async function compare(
  job: Job,
  iterations: number,
  limits: Pick<InterleaveOptions, 'rounds' | 'maxSeconds'>,
) {
  const trainers = [trainInLoop(job), trainInStream(job), trainAsCommand(job), trainInLoop(job)];
  const [loop, stream, command, control] = await interleave(
    trainers.map((trainer) => () => trainer.advance(iterations)),
    { warmUp: 5, ...limits },
  );
  const equal = trainers.every((trainer) => sameBits(trainer, trainers[0]));
  if (!equal) process.exitCode = 1;
  const agreement = `${equal ? 'equal' : 'DIFFERENT'} after ${trainers[0].iterations()} iterations`;
  return { loop, stream, command, control, agreement };
}

function perIteration(blocks: readonly number[], iterations: number): number[] {
  return blocks.map((ms) => ms / iterations);
}
