import { concat, defer, map, type Observable, of, tap } from 'rxjs';
import { evaluate } from '../src/index.js';
import { type Report, reportEvery } from '../streams/index.js';
import type { Run, TrainingPlan } from './startRuns.js';
import type { TrainOptions } from './trainOptions.js';

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
  readonly init: string;
  readonly normalize: string;
  readonly precision: string;
  readonly kernels: 'scalar';
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
  { name, network, step$ }: Run,
  { train, test }: TrainingPlan,
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
    init: options.init.name,
    normalize: options.normalize,
    precision: options.precision,
    kernels: 'scalar',
    seed: options.seed,
  };
  return defer(() => {
    const startMs = performance.now();
    let endMs = startMs;
    let trained = { iterations: 0, network };
    const report$ = step$.pipe(
      tap((step) => {
        endMs = performance.now();
        trained = { iterations: step.index + 1, network: step.network };
      }),
      reportEvery(options.reportEvery, { train, test }),
      map((report): CostReport => ({ type: 'cost', network: name, ...report })),
    );
    const result$ = defer(() => {
      const trainSeconds = (endMs - startMs) / 1000;
      return of<RunResult>({
        type: 'result',
        network: name,
        iterations: trained.iterations,
        trainAccuracy: evaluate(trained.network, train),
        testAccuracy: evaluate(trained.network, test),
        trainSeconds,
        iterationsPerSecond: trained.iterations === 0 ? 0 : trained.iterations / trainSeconds,
      });
    });
    return concat(of(begins), report$, result$);
  });
}
