import { NEVER, type Observable, pipe } from 'rxjs';
import { wireRuns } from '../bin/wireRuns.js';
import {
  copyNetwork,
  type Dataset,
  gradientDescent,
  type KernelName,
  type Network,
  sigmoidCrossEntropy,
} from '../src/index.js';
import { allocateBackward, modelBackwardInto } from '../src/model/backward.js';
import { allocateForward, modelForwardInto } from '../src/model/forward.js';
import { placingNetworks } from '../src/model/network.js';
import { createArena, zerosBeside } from '../src/numerics/arena.js';
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

/** What is trained, by whatever means. */
export interface Job {
  readonly network: Network;
  readonly train: Dataset;
  readonly learningRate: number;
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

/** The peer: the same pure functions, buffers of the same kind, in a `for` loop. */
export function trainInLoop({ network: first, train, learningRate }: Job): Trainer {
  const { place } = createArena();
  const X = place(train.X);
  const Y = place(train.Y);
  const network = placingNetworks()(copyNetwork(first), X);
  const forward = allocateForward(network, X.cols, zerosBeside(X));
  const backward = allocateBackward(network, X.cols, zerosBeside(X));
  const optimizer = gradientDescent(learningRate);
  let index = 0;
  let cost = Number.NaN;
  return {
    advance(iterations) {
      const start = performance.now();
      const end = index + iterations;
      for (; index < end; index++) {
        const pass = modelForwardInto(forward, network, X);
        cost = sigmoidCrossEntropy(pass.Z[pass.Z.length - 1], Y);
        const gradients = modelBackwardInto(backward, network, pass, Y);
        optimizer.updateInto(network.parameters, gradients, optimizer.learningRate(index), []);
      }
      return performance.now() - start;
    },
    network: () => network,
    cost: () => cost,
    iterations: () => index,
  };
}

/** The pipeline as the README shows it. */
export function trainInStream({ network, train, learningRate }: Job): Trainer {
  const scheduler = blockScheduler();
  const step$ = iterate({ scheduler }).pipe(
    drawBatches(train, { firstLayer: 'dense' }),
    closeLoop(
      network,
      pipe(
        propagateForward(),
        computeCost(),
        propagateBackward(),
        updateParameters(gradientDescent(learningRate)),
      ),
    ),
  );
  return observed(step$, network, (iterations) => scheduler.runBlock(iterations));
}

/** The pipeline as `gradstream train` wires it: shared, guarded, and cut between the phases. */
export function trainAsCommand(
  { network, train, learningRate }: Job,
  kernels: KernelName = 'simd',
): Trainer {
  const scheduler = blockScheduler();
  const [{ step$ }] = wireRuns(
    {
      networks: new Map([['relu', network]]),
      train,
      test: train,
      iterations: Infinity,
      optimizer: gradientDescent(learningRate),
      batches: { kernels },
      firstLayer: 'dense',
    },
    NEVER,
    scheduler,
  );
  // Two tasks an iteration: the draw, and the way back.
  return observed(step$, network, (iterations) => scheduler.runBlock(2 * iterations));
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
