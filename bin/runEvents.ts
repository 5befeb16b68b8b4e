import { map, merge, type Observable, of } from 'rxjs';
import { createEvaluator, type KernelName } from '../src/index.js';
import { type Report, reportEvery } from '../streams/index.js';
import type { Plan } from './plan.js';
import type { TrainOptions } from './trainOptions.js';
import type { Run, TrainingPlan } from './wireRuns.js';

/** What a run has to say, in the order in which it says it: one line each with `--json`. */
export type RunEvent = RunBegins | CostReport | RunResult;

/** The first event: the configuration. */
export interface RunBegins {
  readonly type: 'run';
  /** The activation of the hidden layers, which tells compared networks apart. */
  readonly network: string;
  readonly layerDims: readonly number[];
  /** Of the layers 1..L. */
  readonly activations: readonly string[];
  readonly examples: number;
  readonly testExamples: number;
  readonly iterations: number;
  readonly batchSize: number | 'full';
  readonly learningRate: number;
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly l2: number;
  readonly init: string;
  readonly normalize: string;
  readonly precision: string;
  /** What computes, whatever was asked for. */
  readonly kernels: KernelName;
  /** The library of the blas kernels. */
  readonly library?: string;
  /** How many threads the simd kernels may use. */
  readonly threads?: number;
  /** The form in which the first layer is trained: what `auto` came to. */
  readonly firstLayer: TrainingPlan['firstLayer'];
  readonly seed: number;
}

/** Every n iterations. */
export interface CostReport extends Report {
  readonly type: 'cost';
  readonly network: string;
}

/** The last event. */
export interface RunResult {
  readonly type: 'result';
  readonly network: string;
  /** Iterations done: fewer than planned when the run was interrupted. */
  readonly iterations: number;
  /** Fractions, of the parameters after the last update. */
  readonly trainAccuracy: number;
  readonly testAccuracy: number;
  /** From the first draw to the last update. */
  readonly trainSeconds: number;
  readonly iterationsPerSecond: number;
}

/** The events of one run; the result comes when its steps end. */
export function runEvents(
  { name, network, step$, end$ }: Run,
  { train, test, firstLayer, kernels: { kernels, library } }: Plan,
  options: TrainOptions,
): Observable<RunEvent> {
  const begins: RunBegins = {
    type: 'run',
    network: name,
    layerDims: network.layerDims,
    activations: network.activations.slice(1).map((activation) => activation.name),
    examples: train.X.cols,
    testExamples: test.X.cols,
    iterations: options.iterations,
    batchSize: options.batchSize,
    learningRate: options.learningRate,
    momentum: options.momentum,
    nesterov: options.nesterov ?? false,
    l2: options.l2,
    init: options.init.name,
    normalize: options.normalize,
    precision: options.precision,
    kernels,
    ...(library !== undefined && { library }),
    ...(kernels === 'simd' && { threads: options.threads }),
    firstLayer,
    seed: options.seed,
  };
  const accuracy = { train: createEvaluator(train), test: createEvaluator(test) };
  const report$ = step$.pipe(
    // A short run reports once, at its end.
    reportEvery(Math.min(options.reportEvery, options.iterations), { train, test }),
    map((report): CostReport => ({ type: 'cost', network: name, ...report })),
  );
  const result$ = end$.pipe(
    map(
      ({ iterations, network: trained, trainMs }): RunResult => ({
        type: 'result',
        network: name,
        iterations,
        trainAccuracy: accuracy.train(trained),
        testAccuracy: accuracy.test(trained),
        trainSeconds: trainMs / 1000,
        iterationsPerSecond: iterations === 0 ? 0 : (1000 * iterations) / trainMs,
      }),
    ),
  );
  // Not one after the other: the steps are shared, and must be subscribed to before the first of them.
  return merge(of(begins), report$, result$);
}
