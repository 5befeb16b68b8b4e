import { totalmem } from 'node:os';
import {
  binaryCrossEntropy,
  type ChosenKernels,
  categoricalCrossEntropy,
  chooseKernels,
  createNetwork,
  DataError,
  type Examples,
  featureCount,
  gradientDescent,
  gramPays,
  listenersOf,
  momentum,
  type Network,
  type Normalizer,
  type Optimizer,
  parseOptimizer,
  type Schedule,
} from '../src/index.js';
import type { LoadedData } from './loadData.js';
import { type PreparedSets, prepareSets } from './prepareSets.js';
import type { TrainOptions } from './trainOptions.js';
import type { TrainingPlan } from './wireRuns.js';

/** What will be trained, and what computes it. */
export interface Plan extends TrainingPlan {
  readonly kernels: ChosenKernels;
  /** What the features of both sets were normalized with. */
  readonly normalizer?: Normalizer;
}

/**
 * From options and examples to what will be trained.
 *
 * @param sets the examples as columns, where they have been prepared already
 * @throws {DataError} when a batch is larger than the training set, or the network than the machine
 * @throws {LibraryError} when the kernels are to be blas and there is no library
 */
export function plan(options: TrainOptions, data: LoadedData, sets?: PreparedSets): Plan {
  const { train } = data;
  const { batchSize, seed, threads, l1 = 0, l2, dropout = 0 } = options;
  const kernels = chooseKernels(options.kernels);
  const m = train.labels.length;
  requireRoom(options, train);
  const layerDims = layerDimsOf(options, train);
  const optimizer = optimizerOf(options);
  const isLinear = optimizer.linear === true && l1 === 0;
  return {
    networks: networksOf(options, layerDims),
    ...(sets ?? prepareSets(options, data)),
    iterations: options.iterations,
    optimizer,
    penalties: { l1, l2 },
    ...(dropout > 0 && { dropout: { keep: 1 - dropout, seed } }),
    ...examinationOf(options),
    ...(options.guard && { guard: options.guard }),
    batches: { batchSize, shuffle: seed, kernels: kernels.kernels, threads },
    kernels,
    firstLayer: firstLayerOf(options, layerDims, m, isLinear),
  };
}

/**
 * Refuses what cannot be trained on these examples here.
 *
 * @throws {DataError} when a batch is larger than the training set, or the network than the machine
 */
export function requireRoom(options: TrainOptions, train: Examples): void {
  const m = train.labels.length;
  const { batchSize } = options;
  if (batchSize !== 'full' && batchSize > m) {
    throw new DataError(`A batch of ${batchSize} is larger than the training set of ${m} examples`);
  }
  requireMemory(options, layerDimsOf(options, train), m);
}

/** One output for two classes, else one for each. */
function layerDimsOf({ hidden }: TrainOptions, train: LoadedData['train']): number[] {
  const classes = train.classNames.length;
  return [featureCount(train), ...hidden, classes > 2 ? classes : 1];
}

/** What takes the steps, at a learning rate other than that of the options where one is given. */
export function optimizerOf(
  options: TrainOptions,
  rate: number | Schedule = options.schedule ?? options.learningRate,
): Optimizer {
  const { momentum: beta, nesterov = false, optimizer } = options;
  if (optimizer !== undefined) return parseOptimizer(optimizer, rate);
  return beta === 0 ? gradientDescent(rate) : momentum(rate, { beta, nesterov });
}

/** What a schedule may listen to besides the inputs that commands set. */
const metrics = ['cost', 'testAccuracy'];

/** The held-out set is looked at during the run where something depends on it. */
function examinationOf({
  schedule,
  patience,
  reportEvery,
}: TrainOptions): Pick<TrainingPlan, 'examination'> {
  const heard = listenersOf(schedule ?? 0).flatMap((listener) =>
    listener.kind === 'plateau' ? [listener.metric] : [],
  );
  const unknown = heard.find((metric) => !metrics.includes(metric));
  if (unknown !== undefined) {
    throw new DataError(
      `The schedule listens to the metric "${unknown}"; there are ${metrics.join(' and ')}`,
    );
  }
  if (patience === undefined && !heard.includes('testAccuracy')) return {};
  return { examination: { every: reportEvery, ...(patience !== undefined && { patience }) } };
}

/** What `auto` comes to. */
function firstLayerOf(
  { firstLayer, batchSize, iterations }: TrainOptions,
  [n, units]: readonly number[],
  m: number,
  isLinear: boolean,
): TrainingPlan['firstLayer'] {
  if (firstLayer === 'gram' && !isLinear) {
    throw new DataError(
      '--first-layer gram is for steps that are linear: gradient descent and momentum, without --l1, clipping or maxNorm',
    );
  }
  if (firstLayer !== 'auto') return firstLayer;
  if (!isLinear) return 'dense';
  const job = { n, m, units, batchSize: batchSize === 'full' ? m : batchSize, iterations };
  return gramPays(job) ? 'gram' : 'dense';
}

function networksOf(options: TrainOptions, layerDims: readonly number[]): Map<string, Network> {
  const { activation, compare, seed, init, precision } = options;
  const outputs = layerDims[layerDims.length - 1];
  const initialization = { seed, scheme: init.scheme, precision };
  const networkWith = (functions: typeof activation) =>
    createNetwork(layerDims, {
      hidden: functions.length === 1 ? functions[0] : functions,
      loss: outputs === 1 ? binaryCrossEntropy : categoricalCrossEntropy,
      ...initialization,
    });
  const variants = compare ? compare.map((one) => [one]) : [activation];
  return new Map(
    variants.map((functions) => [
      functions.map(({ name }) => name).join(','),
      networkWith(functions),
    ]),
  );
}

/** Parameters and gradients, activations there and back, for one network at a time. */
function requireMemory(
  { precision, batchSize, compare = [] }: TrainOptions,
  layerDims: readonly number[],
  m: number,
): void {
  const batch = batchSize === 'full' ? m : batchSize;
  const numbers = layerDims
    .slice(1)
    .reduce((sum, units, l) => sum + 2 * units * layerDims[l] + 3 * units * batch, 0);
  const bytes = numbers * (precision === 'float64' ? 8 : 4) * Math.max(1, compare.length);
  const room = totalmem() / 2;
  if (bytes > room) {
    throw new DataError(
      `Training ${layerDims.join('-')} takes ${gigabytes(bytes)}, more than the ${gigabytes(room)} ` +
        'that are half of the memory here: make its hidden layers smaller',
    );
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
