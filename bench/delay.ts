/*
 * Whether the event loop breathes: how late timers come while the published job trains at full speed,
 * wired as `gradstream train` wires it, with a report on both sets every 100 iterations.
 *
 * A delay is the time from one tick of a 1 ms timer to the next, so that an idle process shows a
 * little more than 1 ms, and not 0.
 */
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { lastValueFrom, tap, timer } from 'rxjs';
import { wireRuns } from '../bin/wireRuns.js';
import { gradientDescent } from '../src/index.js';
import { reportEvery } from '../streams/index.js';
import { publishedJob } from './publishedJob.js';
import { printValue, say } from './table.js';

say('delay: 3 s idle, 20 s of training');
const { network, train, test, learningRate } = await publishedJob();
printDelays('idle', await delaysDuring(setTimeout(3000)));

const [{ step$ }] = wireRuns(
  {
    networks: new Map([['relu', network]]),
    train,
    test,
    iterations: Infinity,
    optimizer: gradientDescent(learningRate),
    batches: {},
    firstLayer: 'dense',
  },
  timer(20_000),
);
let iterations = 0;
const run$ = step$.pipe(
  tap(() => iterations++),
  reportEvery(100, { train, test }),
);
const start = performance.now();
printDelays('training', await delaysDuring(lastValueFrom(run$)));
const seconds = (performance.now() - start) / 1000;
printValue('delay', 'training: iterations per second', (iterations / seconds).toFixed(1));

async function delaysDuring(work: Promise<unknown>): Promise<IntervalHistogram> {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  await work;
  delays.disable();
  return delays;
}

function printDelays(during: string, delays: IntervalHistogram): void {
  const show = (nanoseconds: number) => `${(nanoseconds / 1e6).toFixed(2)} ms`;
  printValue('delay', `${during}: p50`, show(delays.percentile(50)));
  printValue('delay', `${during}: p99`, show(delays.percentile(99)));
  printValue('delay', `${during}: max`, show(delays.max));
}
