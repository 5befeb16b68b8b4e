import type { Activation } from '../../src/index.js';
import type { PublishingOptions } from '../publishing/publishingOptions.js';
import type { DetectorName } from './driftOfErrors.js';

/** What `gradstream learn` is told. */
export interface LearnOptions extends PublishingOptions {
  /** Where examples come from: an address, or `-` for lines of the standard input. */
  readonly from: string;
  readonly format: ExampleFormat;
  readonly features: number;
  readonly classes: number;
  readonly hidden: readonly number[];
  readonly activation: readonly Activation[];
  readonly learningRate: number;
  readonly optimizer: string;
  readonly seed: number;
  readonly batchSize: number;
  readonly batchTime?: number;
  readonly standardize: boolean;
  readonly count?: number;
  readonly reportEvery: number;
  /** A folder. */
  readonly run?: string;
  readonly saveEvery?: number;
  readonly ids: number;
  readonly deadLetters?: string;
  /** Takes commands from the standard input. */
  readonly control?: boolean;
  /** What looks for a rise of the error rate. */
  readonly drift?: DetectorName;
  /** What the learning rate is multiplied by behind a drift, and for how many steps. */
  readonly driftRate?: number;
  readonly driftSteps?: number;
  readonly json?: boolean;
}

/** How examples are written. */
export type ExampleFormat = 'json' | 'csv' | 'float32' | 'float64';
