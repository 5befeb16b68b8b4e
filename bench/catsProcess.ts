/*
 * The published job once, in the process of its own that cats.ts starts: loading, K, the iterations,
 * and the accuracies in the end. Prints one line of JSON.
 *
 *     node catsProcess.js TRAIN_FILE TEST_FILE ITERATIONS
 */
import { lastValueFrom } from 'rxjs';
import { createEvaluator } from '../src/index.js';
import { publishedJob } from './publishedJob.js';
import { wiredAsCommand } from './trainers.js';

/** What it prints. */
export interface CatsResult {
  /** From the files to the accuracies. */
  readonly totalMs: number;
  /** From the first draw to the last update. */
  readonly trainMs: number;
  /** Of the last iteration. */
  readonly cost: number;
  /** On the training and on the test set. */
  readonly accuracies: readonly number[];
}

const [train, test, iterations] = process.argv.slice(2);
const start = performance.now();
const job = await publishedJob({ train, test });
const run = wiredAsCommand(job, { iterations: Number(iterations), firstLayer: 'gram' });
let cost = Number.NaN;
run.step$.subscribe((step) => {
  cost = step.cost;
});
const { network, trainMs } = await lastValueFrom(run.end$);
const accuracies = [job.train, job.test].map((set) => createEvaluator(set)(network));
const totalMs = performance.now() - start;
const result: CatsResult = { totalMs, trainMs, cost, accuracies };
process.stdout.write(`${JSON.stringify(result)}\n`);
