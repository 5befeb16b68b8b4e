import { NEVER, type Observable, pipe } from 'rxjs';
import { type Run, type TrainingPlan, takesLong, wireRuns } from '../bin/wireRuns.js';
import {
  copyNetwork,
  type Dataset,
  gradientDescent,
  type KernelName,
  momentum,
  type Network,
  type Optimizer,
  planBatches,
} from '../src/index.js';
import { allocateBackward, modelBackwardInto } from '../src/model/backward.js';
import { allocateForward, modelForwardInto } from '../src/model/forward.js';
import { DrawnColumns } from '../src/model/gram/drawnColumns.js';
import { Span } from '../src/model/gram/span.js';
import type { Learner } from '../src/model/learner.js';
import { placingNetworks } from '../src/model/network.js';
import { createUpdater } from '../src/model/updater.js';
import { zerosBeside } from '../src/numerics/arena.js';
import { gatheringColumns } from '../src/numerics/gatherColumns.js';
import type { ThreadCount } from '../src/numerics/kernels/threads/countThreads.js';
import { type Matrix, precisionOf, zeros } from '../src/numerics/matrix.js';
import {
  type Cost,
  closeLoop,
  computeCost,
  drawBatches,
  iterate,
  propagateBackward,
  propagateForward,
  updateParameters,
  type WithNetwork,
} from '../streams/index.js';
import { blockScheduler } from './blockScheduler.js';
import { arenaFor } from './kernelSets.js';

/** What is trained, by whatever means. */
export interface Job {
  readonly network: Network;
  readonly train: Dataset;
  readonly learningRate: number;
  /** Default 0: plain gradient descent. */
  readonly momentum?: number;
  /** Default all examples. */
  readonly batchSize?: number;
}

/** By which means. */
export interface Means {
  /** Default 'simd'. */
  readonly kernels?: KernelName;
  /** Threads of simd. Default 'auto'. */
  readonly threads?: ThreadCount;
  /** Default 'dense'. */
  readonly firstLayer?: 'gram' | 'dense';
}

/** A run that advances on demand. */
export interface Trainer {
  /** Trains that many iterations further, and gives the milliseconds. */
  advance(iterations: number): number | Promise<number>;
  /** The network as it stands. */
  network(): Network;
  /** The cost of the last iteration. */
  cost(): number;
  iterations(): number;
}

/** A run in a loop, which is over when it returns. */
export interface LoopTrainer extends Trainer {
  advance(iterations: number): number;
}

function optimizerFor({ learningRate, momentum: beta = 0 }: Job): Optimizer {
  return beta === 0 ? gradientDescent(learningRate) : momentum(learningRate, { beta });
}

/** The bare loop: the same pure functions, buffers of the same kind, in a `for` loop. */
export function trainInLoop(job: Job, means: Means = {}): LoopTrainer {
  const draw = drawing(job, means);
  const first = draw(0);
  const optimizer = optimizerFor(job);
  const update = createUpdater(optimizer);
  let learner: Learner = { network: placingNetworks()(copyNetwork(job.network), first.X) };
  const m = first.X.cols;
  const forward = allocateForward(learner.network, m, zerosBeside(first.X));
  const backward = allocateBackward(learner.network, m, zerosBeside(first.X), first.X);
  let index = 0;
  let cost = Number.NaN;
  return {
    advance(iterations) {
      const start = performance.now();
      const end = index + iterations;
      for (; index < end; index++) {
        const { X, Y } = draw(index);
        const { network } = learner;
        const pass = modelForwardInto(forward, network, X);
        cost = network.loss.cost(pass.Z[pass.Z.length - 1], Y);
        const gradients = modelBackwardInto(backward, network, pass, Y);
        const settings = { learningRate: optimizer.learningRate(index) };
        learner = update(learner, gradients, settings, Infinity);
      }
      return performance.now() - start;
    },
    network: () => learner.network,
    cost: () => cost,
    iterations: () => index,
  };
}

/** What `drawBatches` does, as a function; every batch is full. */
function drawing(
  { train, batchSize = train.X.cols }: Job,
  { kernels = 'simd', threads = 'auto', firstLayer = 'dense' }: Means,
): (index: number) => { X: Matrix; Y: Matrix } {
  const arena = arenaFor(kernels, { threads });
  const share = (A: Matrix) => arena?.share(A) ?? A;
  if (batchSize === train.X.cols) {
    const [X, Y] = [share(train.X), share(train.Y)];
    if (firstLayer === 'dense') return () => ({ X, Y });
    const drawn = new DrawnColumns(new Span(X, train.X, 'gram'), undefined, () => X);
    return () => ({ X: drawn, Y });
  }
  const plan = planBatches(train.X.cols, { batchSize, lastBatch: 'drop' });
  const taking = (A: Matrix) => {
    const gatherInto = gatheringColumns(A, arena?.place);
    const target = (arena?.zeros ?? zeros)(A.rows, batchSize, precisionOf(A));
    return (columns: Uint32Array) => gatherInto(target, columns);
  };
  const [takeX, takeY] = [taking(train.X), taking(train.Y)];
  return (index) => {
    const columns = plan.examplesOf(index);
    return { X: takeX(columns), Y: takeY(columns) };
  };
}

/** The pipeline as the README shows it. */
export function trainInStream(job: Job, means: Means = {}): Trainer {
  const scheduler = blockScheduler();
  const { network, train, batchSize = 'full' } = job;
  const { kernels = 'simd', threads = 'auto', firstLayer = 'dense' } = means;
  const step$ = iterate({ scheduler }).pipe(
    drawBatches(train, { batchSize, lastBatch: 'drop', kernels, threads, firstLayer }),
    closeLoop(
      network,
      pipe(
        propagateForward(),
        computeCost(),
        propagateBackward(),
        updateParameters(optimizerFor(job)),
      ),
    ),
  );
  return observed(step$, network, (iterations) => scheduler.runBlock(iterations));
}

/** The pipeline as `gradstream train` wires it: shared, guarded, and cut between the phases. */
export function trainAsCommand(job: Job, means: Means = {}): Trainer {
  const scheduler = blockScheduler();
  const plan = planAsCommand(job, { ...means, iterations: Infinity });
  const [{ step$ }] = wireRuns(plan, NEVER, { scheduler });
  // The draw, and the way back where a step is cut.
  const tasks = takesLong(plan) ? 2 : 1;
  return observed(step$, job.network, (iterations) => scheduler.runBlock(tasks * iterations));
}

/** The run that `gradstream train` wires. */
export function wiredAsCommand(job: Job, means: PlannedMeans): Run {
  const [run] = wireRuns(planAsCommand(job, means), NEVER);
  return run;
}

type PlannedMeans = Means & { readonly iterations: number };

function planAsCommand(
  job: Job,
  { iterations, kernels = 'simd', threads = 'auto', firstLayer = 'dense' }: PlannedMeans,
): TrainingPlan {
  const { network, train, batchSize = 'full' } = job;
  return {
    networks: new Map([['relu', network]]),
    train,
    test: train,
    iterations,
    optimizer: optimizerFor(job),
    batches: { batchSize, lastBatch: 'drop', kernels, threads },
    firstLayer,
  };
}

function observed(
  step$: Observable<Cost & WithNetwork>,
  first: Network,
  runBlock: (iterations: number) => Promise<number>,
): Trainer {
  let network = first;
  let cost = Number.NaN;
  let done = 0;
  step$.subscribe((step) => {
    network = step.network;
    cost = step.cost;
    done = step.index + 1;
  });
  return {
    advance: runBlock,
    network: () => network,
    cost: () => cost,
    iterations: () => done,
  };
}

/** Whether two trainers stand at the same iteration with the same bits. */
export function sameBits(one: Trainer, other: Trainer): boolean {
  return (
    one.iterations() === other.iterations() &&
    Buffer.compare(bitsOf(one.network()), bitsOf(other.network())) === 0
  );
}

function bitsOf({ parameters: { W, b } }: Network): Buffer {
  return Buffer.concat(
    [...W, ...b].map(({ values: { buffer, byteOffset, byteLength } }) =>
      Buffer.from(buffer, byteOffset, byteLength),
    ),
  );
}
