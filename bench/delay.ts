/*
 * Whether the event loop breathes: how late timers come while the published job trains at full speed,
 * wired as `gradstream train` wires it, with a report on both sets every 100 iterations, in both forms
 * of the first layer.
 *
 * A delay is the time from one tick of a 1 ms timer to the next, so that an idle process shows a
 * little more than 1 ms, and not 0.
 */
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { lastValueFrom, takeUntil, tap, timer } from 'rxjs';
import { reportEvery } from '../streams/index.js';
import { quick } from './options.js';
import { type PublishedJob, publishedFiles, publishedJob } from './publishedJob.js';
import { withScratchFolder } from './scratchFolder.js';
import { printValue, say } from './table.js';
import { wiredAsCommand } from './trainers.js';

const [idleMs, trainingMs] = quick ? [1000, 3000] : [3000, 12_000];
say(`delay: ${idleMs / 1000} s idle, ${trainingMs / 1000} s of training in each form`);
await withScratchFolder(async (folder) => {
  const job = await publishedJob(await publishedFiles(folder));
  printDelays('idle', await delaysDuring(setTimeout(idleMs)));
  await training(job, 'dense');
  await training(job, 'gram');
});

async function training(job: PublishedJob, firstLayer: 'dense' | 'gram'): Promise<void> {
  const { step$ } = wiredAsCommand(job, { iterations: Infinity, firstLayer });
  let iterations = 0;
  const run$ = step$.pipe(
    tap(() => iterations++),
    reportEvery(100, job),
    takeUntil(timer(trainingMs)),
  );
  const start = performance.now();
  printDelays(firstLayer, await delaysDuring(lastValueFrom(run$)));
  const seconds = (performance.now() - start) / 1000;
  const perSecond = Math.round(iterations / seconds).toLocaleString('en');
  printValue('delay', `${firstLayer}: iterations per second`, perSecond);
}

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
