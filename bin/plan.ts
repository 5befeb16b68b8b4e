import { totalmem } from 'node:os';
import {
  binaryCrossEntropy,
  type ChosenKernels,
  categoricalCrossEntropy,
  chooseKernels,
  createNetwork,
  DataError,
  featureCount,
  gradientDescent,
  gramPays,
  momentum,
  type Network,
  type Optimizer,
} from '../src/index.js';
import type { LoadedData } from './loadData.js';
import { type PreparedSets, prepareSets } from './prepareSets.js';
import type { TrainOptions } from './trainOptions.js';
import type { TrainingPlan } from './wireRuns.js';

/** What will be trained, and what computes it. */
export interface Plan extends TrainingPlan {
  readonly kernels: ChosenKernels;
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
  const { batchSize, seed, threads } = options;
  const kernels = chooseKernels(options.kernels);
  const m = train.labels.length;
  if (batchSize !== 'full' && batchSize > m) {
    throw new DataError(`A batch of ${batchSize} is larger than the training set of ${m} examples`);
  }
  const layerDims = layerDimsOf(options, train);
  requireMemory(options, layerDims, m);
  return {
    networks: networksOf(options, layerDims),
    ...(sets ?? prepareSets(options, data)),
    iterations: options.iterations,
    optimizer: optimizerOf(options),
    l2: options.l2,
    batches: { batchSize, shuffle: seed, kernels: kernels.kernels, threads },
    kernels,
    firstLayer: firstLayerOf(options, layerDims, m),
  };
}

/** One output for two classes, else one for each. */
function layerDimsOf({ hidden }: TrainOptions, train: LoadedData['train']): number[] {
  const classes = train.classNames.length;
  return [featureCount(train), ...hidden, classes > 2 ? classes : 1];
}

function optimizerOf({ learningRate, momentum: beta, nesterov = false }: TrainOptions): Optimizer {
  return beta === 0 ? gradientDescent(learningRate) : momentum(learningRate, { beta, nesterov });
}

/** What `auto` comes to; all optimizers here are linear, so that the work alone decides. */
function firstLayerOf(
  { firstLayer, batchSize, iterations }: TrainOptions,
  [n, units]: readonly number[],
  m: number,
): TrainingPlan['firstLayer'] {
  if (firstLayer !== 'auto') return firstLayer;
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
        'that are half of the memory here: make --hidden smaller',
    );
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
