import {
  type BatchPlanOptions,
  copyNetwork,
  createNetwork,
  descend,
  gradientDescent,
  type Learner,
  type Matrix,
  matrix,
  modelBackward,
  modelForward,
  type Network,
  type Optimizer,
  type PenaltyOptions,
  type Precision,
  planBatches,
  tanh,
  xavier,
} from 'gradstream';
import {
  type Batch,
  type Cost,
  computeCost,
  propagateBackward,
  propagateForward,
  type Run,
  type Step,
  updateParameters,
  type WithNetwork,
} from 'gradstream/streams';
import { type OperatorFunction, pipe } from 'rxjs';
import { copyParameters } from '../../src/index.js';
import { startRun } from '../../streams/run.js';

/*
 * One small problem for all tests of streams: five examples with two features, a 2-3-1 network, and
 * the plain `for` loop that a stream has to equal.
 */

export const LEARNING_RATE = 0.5;

/** What comes out of a whole training step. */
export type Trained = Step & Cost;

/** Five examples, so that batches of two leave one over. X (2 x 5), Y (1 x 5). */
export function tinyData(precision: Precision = 'float64'): { X: Matrix; Y: Matrix } {
  return {
    X: matrix(
      [
        [0.1, -0.7, 1.3, 0.4, -1.1],
        [-0.2, 0.9, 0.3, -1.5, 0.6],
      ],
      precision,
    ),
    Y: matrix([[0, 1, 1, 0, 1]], precision),
  };
}

/** 2-3-1, tanh inside. */
export function tinyNetwork({
  seed = 3,
  precision = 'float64',
}: {
  seed?: number;
  precision?: Precision;
} = {}): Network {
  return createNetwork([2, 3, 1], { hidden: tanh, scheme: xavier, seed, precision });
}

/** The phases of a step, in their order. */
export function trainingPhases(
  optimizer: Optimizer = gradientDescent(LEARNING_RATE),
  penalties: PenaltyOptions = {},
): OperatorFunction<Batch & WithNetwork, Trained> {
  return pipe(
    propagateForward(),
    computeCost(penalties),
    propagateBackward(penalties),
    updateParameters(optimizer),
  );
}

/** Training as a plain loop over the pure functions. */
export function trainInLoop(
  network: Network,
  { X, Y }: { X: Matrix; Y: Matrix },
  count: number,
  options: BatchPlanOptions = {},
): { network: Network; costs: number[] } {
  const plan = planBatches(X.cols, options);
  const costs: number[] = [];
  let { parameters } = copyNetwork(network);
  for (let i = 0; i < count; i++) {
    const examples = plan.examplesOf(i);
    const x = columnsOf(X, examples);
    const y = columnsOf(Y, examples);
    const current = { ...network, parameters };
    const pass = modelForward(current, x);
    costs.push(network.loss.cost(pass.Z[pass.Z.length - 1], y));
    parameters = descend(parameters, modelBackward(current, pass, y), LEARNING_RATE);
  }
  return { network: { ...network, parameters }, costs };
}

/** The chosen columns of `A`, as a new matrix. */
export function columnsOf(A: Matrix, columns: ArrayLike<number>): Matrix {
  const rows = Array.from({ length: A.rows }, (_, i) =>
    Array.from(columns, (j) => A.values[i * A.cols + j]),
  );
  return matrix(rows, A.values instanceof Float32Array ? 'float32' : 'float64');
}

/** The bits of all parameters, as text. */
export function bitsOf({ parameters: { W, b } }: Network): string[] {
  return [...W, ...b].map(({ values }) =>
    Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex'),
  );
}

/** The bits of all that was learnt: parameters and moments. */
export function bitsOfLearner({ network, memory }: Learner): string[][] {
  return [network.parameters, ...(memory?.moments ?? [])].map((some) =>
    bitsOf({ ...network, parameters: copyParameters(some) }),
  );
}

/** A run whose turn never ends, for records without a source. */
export const openRun: Run = {
  ...startRun({ count: Infinity, now: () => 0, onFree() {} }),
  claim() {},
  release() {},
};

/** A finished training step on the first example and the next `index` ones, with its own network. */
export function recordAt(index: number): Trained {
  const network = tinyNetwork({ seed: index + 1 });
  const examples = Array.from({ length: index + 1 }, (_, j) => j);
  const { X, Y } = tinyData();
  const batch = { X: columnsOf(X, examples), Y: columnsOf(Y, examples) };
  const pass = modelForward(network, batch.X);
  return {
    index,
    run: openRun,
    epoch: 0,
    examples: Uint32Array.from(examples),
    ...batch,
    network,
    ...pass,
    cost: network.loss.cost(pass.Z[2], batch.Y),
    ...modelBackward(network, pass, batch.Y),
    learningRate: LEARNING_RATE,
  };
}

/** A deep copy of a record: `structuredClone` would share the memory of an arena. */
export function snapshot<T>(value: T): T;
export function snapshot(value: unknown): unknown {
  if (value instanceof Float64Array || value instanceof Float32Array) return value.slice();
  if (Array.isArray(value)) return value.map((item) => snapshot(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, snapshot(item)]));
}
