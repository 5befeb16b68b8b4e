import {
  catchError,
  defaultIfEmpty,
  defer,
  identity,
  last,
  map,
  type Observable,
  type Observer,
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
  type Policy,
  type RunState,
  type Trouble,
} from '../src/index.js';
import {
  type Applied,
  type Command,
  type Cost,
  closeLoop,
  computeCost,
  type DrawOptions,
  type DropoutSettings,
  drawBatches,
  type Examined,
  guard,
  haltOnDivergence,
  iterate,
  type PenaltySettings,
  propagateBackward,
  propagateForward,
  type Step,
  sharedSlices,
  type Tracked,
  updateParameters,
} from '../streams/index.js';
import { type Examination, examining } from './examining.js';
import { obeyUnless } from './steering/obeyUnless.js';

/** What to train, on what, and for how long. */
export interface TrainingPlan {
  readonly networks: ReadonlyMap<string, Network>;
  readonly train: Dataset;
  readonly test: Dataset;
  readonly iterations: number;
  readonly optimizer: Optimizer;
  /** Strengths of L1 and L2 regularization. Default 0. */
  readonly penalties?: PenaltySettings;
  /** The probability with which hidden units are kept. Default 1. */
  readonly dropout?: DropoutSettings;
  /** What is done about a cost that spikes or is not finite. Default: the run ends when it is not finite. */
  readonly guard?: Policy;
  /** What is looked at on the held-out set during the run, and what for. Default nothing. */
  readonly examination?: Examination;
  readonly batches: DrawOptions;
  /** The form in which the first layer will be trained. */
  readonly firstLayer: Exclude<FirstLayer, 'auto'>;
}

/** Who steers a run from outside. */
export interface Steering {
  readonly scheduler?: SchedulerLike;
  /** What `obey` takes. Default nothing. */
  readonly command$?: Observable<Command>;
  /** Is told of commands. */
  readonly applied?: Pick<Observer<Applied>, 'next'>;
  /** Why a command cannot be carried out; undefined when it can. */
  readonly refusalOf?: (command: Command) => string | undefined;
  /** Is told of what the guard finds. */
  readonly troubles?: Pick<Observer<Trouble>, 'next'>;
  /** Where a run goes on that was saved; it has one network. */
  readonly resume?: RunState | undefined;
}

/** One network in training. */
export interface Run {
  readonly name: string;
  /** The network before its first iteration. */
  readonly network: Network;
  readonly step$: Observable<TrainedStep>;
  /** How the run stands when it has ended. */
  readonly end$: Observable<RunEnd>;
}

/** A step, with its accuracy on the held-out set and the best network so far where the run is examined. */
export type TrainedStep = Step & Cost & Partial<Examined & Tracked>;

/** A run that has ended. */
export interface RunEnd {
  /** Iterations done, those before the run was resumed too. */
  readonly iterations: number;
  /** Iterations done since then. */
  readonly done: number;
  /** The network after the last of them, or the best one where early stopping keeps it. */
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
  {
    scheduler = sharedSlices,
    command$,
    applied = { next() {} },
    refusalOf = () => undefined,
    troubles,
    resume,
  }: Steering = {},
): Run[] {
  const { networks, train, iterations, optimizer, penalties, dropout, batches, firstLayer } = plan;
  const { guard: policy } = plan;
  const batch$ = iterate({ count: iterations, scheduler, resume }).pipe(
    command$ ? obeyUnless(refusalOf, command$, applied) : identity,
    drawBatches(train, { ...batches, firstLayer, resume }),
    takeUntil(stop$),
    share(),
  );
  const phases = pipe(
    propagateForward({ ...(dropout && { dropout }) }),
    computeCost(penalties),
    policy === undefined ? haltOnDivergence() : identity,
    // A step that takes longer than a time slice is cut in the middle.
    takesLong(plan) ? observeOn(scheduler) : identity,
    propagateBackward(penalties),
    policy === undefined
      ? identity
      : guard({ nonFiniteCost: policy, spike: { policy }, from: resume?.guards?.[0] }, troubles),
    updateParameters(optimizer),
  );
  return [...networks].map(([name, network]) => {
    const step$ = batch$.pipe(
      closeLoop(resume?.learner ?? network, phases),
      examining(plan, resume?.tracked),
      catchError((error: unknown) => {
        throw networks.size > 1 ? named(error, name) : error;
      }),
      share(),
    );
    const begun = { iteration: 0, learner: { network }, ...resume };
    return { name, network, step$, end$: endOf(step$, begun) };
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

function endOf(
  step$: Observable<TrainedStep>,
  { iteration, learner, tracked }: Pick<RunState, 'iteration' | 'learner' | 'tracked'>,
): Observable<RunEnd> {
  return defer(() => {
    const startMs = performance.now();
    return step$.pipe(
      map((step) => ({
        iterations: step.index + 1,
        done: step.index + 1 - iteration,
        network: step.bestNetwork ?? step.network,
        trainMs: performance.now() - startMs,
      })),
      defaultIfEmpty({
        iterations: iteration,
        done: 0,
        network: tracked?.bestNetwork ?? learner.network,
        trainMs: 0,
      }),
      last(),
    );
  }).pipe(share());
}

function named(error: unknown, name: string): unknown {
  return error instanceof DivergenceError
    ? new DivergenceError(error.iteration, error.cost, `${error.likelyCause} (network ${name})`)
    : error;
}
