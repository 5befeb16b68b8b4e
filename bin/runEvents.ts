import {
  defer,
  endWith,
  ignoreElements,
  map,
  merge,
  type Observable,
  of,
  takeUntil,
  withLatestFrom,
} from 'rxjs';
import {
  createEvaluator,
  describeOptimizer,
  type KernelName,
  scheduleText,
  type Trouble,
} from '../src/index.js';
import { type Applied, type Report, reportEvery } from '../streams/index.js';
import type { Plan } from './plan.js';
import type { SaveReport } from './run/saveReport.js';
import type { TrainOptions } from './trainOptions.js';
import type { Run, TrainingPlan } from './wireRuns.js';

/** What a run has to say, in the order in which it says it: one line each with `--json`. */
export type RunEvent =
  | RunBegins
  | CostReport
  | Evaluation
  | CommandReport
  | TroubleReport
  | SaveReport
  | RunResult;

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
  /** Where the learning rate is a schedule. */
  readonly schedule?: string;
  readonly momentum: number;
  readonly nesterov: boolean;
  /** What takes the steps, with its options. */
  readonly optimizer: string;
  readonly l2: number;
  readonly l1: number;
  readonly dropout: number;
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
  /** Iterations that were done already, where the run goes on. */
  readonly resumedAt?: number;
}

/** Every n iterations. */
export interface CostReport extends Report {
  readonly type: 'cost';
  readonly network: string;
}

/** When a command asks for it. */
export interface Evaluation extends Omit<Report, 'elapsedMs' | 'iterationsPerSecond'> {
  readonly type: 'evaluation';
  readonly network: string;
}

/** What became of a command. */
export interface CommandReport extends Applied {
  readonly type: 'command';
  /** Why it is not on the disk: a run that is killed now goes on without it. */
  readonly notSaved?: string;
}

/** What a guard has found. */
export interface TroubleReport extends Trouble {
  readonly type: 'trouble';
}

/** The last event. */
export interface RunResult {
  readonly type: 'result';
  readonly network: string;
  /** Iterations done in all: fewer than planned when the run was interrupted. */
  readonly iterations: number;
  /** Fractions, of the parameters after the last update. */
  readonly trainAccuracy: number;
  readonly testAccuracy: number;
  /** From the first draw to the last update. */
  readonly trainSeconds: number;
  readonly iterationsPerSecond: number;
}

/** The configuration of a run. */
export function beginsOf(
  { name, network }: Run,
  { train, test, firstLayer, optimizer, kernels: { kernels, library } }: Plan,
  options: TrainOptions,
  resumedAt?: number,
): RunBegins {
  return {
    type: 'run',
    network: name,
    layerDims: network.layerDims,
    activations: network.activations.slice(1).map((activation) => activation.name),
    examples: train.X.cols,
    testExamples: test.X.cols,
    iterations: options.iterations,
    batchSize: options.batchSize,
    learningRate: options.learningRate,
    ...(options.schedule && { schedule: scheduleText(options.schedule) }),
    momentum: options.momentum,
    nesterov: options.nesterov ?? false,
    optimizer: describeOptimizer(optimizer),
    l2: options.l2,
    l1: options.l1 ?? 0,
    dropout: options.dropout ?? 0,
    init: options.init.name,
    normalize: options.normalize,
    precision: options.precision,
    kernels,
    ...(library !== undefined && { library }),
    ...(kernels === 'simd' && { threads: options.threads }),
    firstLayer,
    seed: options.seed,
    ...(resumedAt !== undefined && { resumedAt }),
  };
}

/** The events of one run; the result comes when its steps end. Reports on command come besides. */
export function runEvents(
  run: Run,
  planned: Plan,
  options: TrainOptions,
  resumedAt?: number,
): Observable<RunEvent> {
  const { name, step$, end$ } = run;
  const { train, test } = planned;
  const begins = beginsOf(run, planned, options, resumedAt);
  const accuracy = { train: createEvaluator(train), test: createEvaluator(test) };
  const report$ = step$.pipe(
    // A short run reports once, at its end.
    reportEvery(Math.min(options.reportEvery, options.iterations), { train, test }),
    map((report): CostReport => ({ type: 'cost', network: name, ...report })),
  );
  const result$ = end$.pipe(
    map(
      ({ iterations, done, network: trained, trainMs }): RunResult => ({
        type: 'result',
        network: name,
        iterations,
        trainAccuracy: accuracy.train(trained),
        testAccuracy: accuracy.test(trained),
        trainSeconds: trainMs / 1000,
        iterationsPerSecond: done === 0 ? 0 : (1000 * done) / trainMs,
      }),
    ),
  );
  // Not one after the other: the steps are shared, and must be subscribed to before the first of them.
  return merge(of(begins), report$, result$);
}

/** A report on the last step, each time it is asked for; none before the first step. */
export function evaluations(
  { name, step$ }: Run,
  { train, test }: Plan,
  asked$: Observable<unknown>,
): Observable<Evaluation> {
  return defer(() => {
    const accuracy = { train: createEvaluator(train), test: createEvaluator(test) };
    return asked$.pipe(
      withLatestFrom(step$),
      map(
        ([, { index, epoch, cost, learningRate, network, testAccuracy }]): Evaluation => ({
          type: 'evaluation',
          network: name,
          iteration: index + 1,
          epoch,
          cost,
          trainAccuracy: accuracy.train(network),
          testAccuracy: testAccuracy ?? accuracy.test(network),
          learningRate,
        }),
      ),
      takeUntil(step$.pipe(ignoreElements(), endWith(undefined))),
    );
  });
}
