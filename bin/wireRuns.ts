import {
  catchError,
  defaultIfEmpty,
  defer,
  identity,
  last,
  map,
  type Observable,
  observeOn,
  pipe,
  type SchedulerLike,
  share,
  takeUntil,
} from 'rxjs';
import {
  type Dataset,
  DivergenceError,
  type FirstLayer,
  type Network,
  type Optimizer,
} from '../src/index.js';
import {
  type Cost,
  closeLoop,
  computeCost,
  type DrawOptions,
  drawBatches,
  haltOnDivergence,
  iterate,
  propagateBackward,
  propagateForward,
  type Step,
  sharedSlices,
  updateParameters,
} from '../streams/index.js';

/** What to train, on what, and for how long. */
export interface TrainingPlan {
  readonly networks: ReadonlyMap<string, Network>;
  readonly train: Dataset;
  readonly test: Dataset;
  readonly iterations: number;
  readonly optimizer: Optimizer;
  /** Strength of L2 regularization; default 0. */
  readonly l2?: number;
  readonly batches: DrawOptions;
  /** The form in which the first layer will be trained. */
  readonly firstLayer: Exclude<FirstLayer, 'auto'>;
}

/** One network in training. */
export interface Run {
  readonly name: string;
  /** The network before its first iteration. */
  readonly network: Network;
  readonly step$: Observable<Step & Cost>;
  /** How the run stands when it has ended. */
  readonly end$: Observable<RunEnd>;
}

/** A run that has ended. */
export interface RunEnd {
  /** Iterations done. */
  readonly iterations: number;
  /** The network after the last of them. */
  readonly network: Network;
  /** From the first draw to the last update. */
  readonly trainMs: number;
}

/**
 * The runs of a plan: one for each network, all on the same batches, in step with each other.
 *
 * Nothing begins before the first subscription, and no iteration is drawn inside it: subscribe to all
 * that should be seen in one go.
 *
 * @param stop$ ends the runs behind the iteration in flight
 */
export function wireRuns(
  plan: TrainingPlan,
  stop$: Observable<unknown>,
  scheduler: SchedulerLike = sharedSlices,
): Run[] {
  const { networks, train, iterations, optimizer, l2 = 0, batches, firstLayer } = plan;
  const batch$ = iterate({ count: iterations, scheduler }).pipe(
    drawBatches(train, { ...batches, firstLayer }),
    takeUntil(stop$),
    share(),
  );
  const phases = pipe(
    propagateForward(),
    computeCost({ l2 }),
    haltOnDivergence(),
    // A step that takes longer than a time slice is cut in the middle.
    takesLong(plan) ? observeOn(scheduler) : identity,
    propagateBackward({ l2 }),
    updateParameters(optimizer),
  );
  return [...networks].map(([name, network]) => {
    const step$ = batch$.pipe(
      closeLoop(network, phases),
      catchError((error: unknown) => {
        throw networks.size > 1 ? named(error, name) : error;
      }),
      share(),
    );
    return { name, network, step$, end$: endOf(step$, network) };
  });
}

/** Multiply-adds whose products take about 1 ms on one core, even in plain TypeScript. */
const SHORT_STEP = 1e6;

/** Whether an iteration of one of the networks may take a good part of a time slice. */
export function takesLong({ networks, train, batches, firstLayer }: TrainingPlan): boolean {
  const { batchSize = 'full' } = batches;
  const m = typeof batchSize === 'number' ? batchSize : train.X.cols;
  return [...networks.values()].some(({ layerDims }) => {
    const widths = layerDims.with(0, firstLayer === 'gram' ? train.X.cols : layerDims[0]);
    const entries = widths.slice(1).reduce((sum, units, l) => sum + units * widths[l], 0);
    // There, and twice on the way back.
    return 3 * m * entries > SHORT_STEP;
  });
}

function endOf(step$: Observable<Step & Cost>, network: Network): Observable<RunEnd> {
  return defer(() => {
    const startMs = performance.now();
    return step$.pipe(
      map((step) => ({
        iterations: step.index + 1,
        network: step.network,
        trainMs: performance.now() - startMs,
      })),
      defaultIfEmpty({ iterations: 0, network, trainMs: 0 }),
      last(),
    );
  }).pipe(share());
}

function named(error: unknown, name: string): unknown {
  return error instanceof DivergenceError
    ? new DivergenceError(error.iteration, error.cost, `${error.likelyCause} (network ${name})`)
    : error;
}
