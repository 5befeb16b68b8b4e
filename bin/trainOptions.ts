import {
  type Activation,
  type DataSchedule,
  type FirstLayer,
  he,
  type InitializationScheme,
  type KernelChoice,
  type Policy,
  type Precision,
  relu,
  scaled,
} from '../src/index.js';
import type { PublishingOptions } from './publishing/publishingOptions.js';

/** The options of `gradstream train`, parsed and complete. */
export interface TrainOptions extends SuitedOptions, PublishingOptions {
  readonly train?: string;
  readonly test?: string;
  readonly xName?: NameInFiles;
  readonly yName?: NameInFiles;
  /** One for all hidden layers, or one for each. */
  readonly activation: readonly Activation[];
  /** One network for each, in place of `activation`. */
  readonly compare?: readonly Activation[];
  readonly seed: number;
  readonly precision: Precision;
  readonly kernels: KernelChoice;
  /** How many threads the simd kernels may use. */
  readonly threads: number;
  readonly firstLayer: FirstLayer;
  /** Share of the velocity that is left after a step; 0 is plain gradient descent. */
  readonly momentum: number;
  readonly nesterov?: boolean;
  readonly l2: number;
  readonly l1?: number;
  /** The learning rate over time, in the place of `learningRate`. */
  readonly schedule?: DataSchedule;
  /** The text of an optimizer, in the place of `momentum`. */
  readonly optimizer?: string;
  /** The share of hidden units that is dropped, from 0 to below 1. */
  readonly dropout?: number;
  /** What is done about a cost that spikes or is not finite. */
  readonly guard?: Policy;
  /** Reports without a better accuracy on the held-out set after which the run ends. */
  readonly patience?: number;
  readonly reportEvery: number;
  /** Looks for a learning rate instead of training. */
  readonly findRate?: boolean;
  /** Folder that the run is saved in. */
  readonly run?: string;
  /** Iterations from one checkpoint to the next. */
  readonly saveEvery?: number;
  /** Checkpoints that stay. */
  readonly keep?: number;
  /** Keeps the one with the best accuracy on the held-out set besides. */
  readonly keepBest?: boolean;
  /** Serves the run on a page. */
  readonly serve?: boolean;
  /** Of the page; 0 lets the system choose. */
  readonly port?: number;
  /** Ends the server with the run. */
  readonly exit?: boolean;
  /** Takes commands from the standard input. */
  readonly control?: boolean;
  /** Folder for pictures. */
  readonly plot?: string;
  readonly json?: boolean;
}

/** Options whose defaults depend on the data. */
export interface SuitedOptions {
  readonly hidden: readonly number[];
  readonly init: NamedScheme;
  readonly batchSize: number | 'full';
  readonly learningRate: number;
  readonly iterations: number;
  readonly normalize: 'scale' | 'standardize';
}

/** The name of a data set in the training file and in the test file. */
export interface NameInFiles {
  readonly train: string;
  readonly test: string;
}

export interface NamedScheme {
  readonly name: string;
  readonly scheme: InitializationScheme;
}

/** What suits the built-in drawings. */
export const forDrawings: SuitedOptions = {
  hidden: [5, 5],
  init: { name: 'he', scheme: he },
  batchSize: 32,
  learningRate: 0.005,
  iterations: 1000,
  normalize: 'standardize',
};

/** What files of one's own get: the settings of the post. */
export const forFiles: SuitedOptions = {
  hidden: [5, 5],
  init: { name: 'normal', scheme: scaled(0.01) },
  batchSize: 'full',
  learningRate: 0.03,
  iterations: 3000,
  normalize: 'scale',
};

/** The activation of the hidden layers unless another is asked for. */
export const defaultActivation: readonly Activation[] = [relu];
