import type { Quantity } from '../../errors.js';
import type { Matrix } from '../../numerics/matrix.js';
import type { Gradients } from '../backward.js';
import type { ForwardPass } from '../forward.js';
import type { Network } from '../network.js';

/** An iteration between its passes and its update. */
export interface Watched extends ForwardPass, Gradients {
  /** Counted from 0. */
  readonly index: number;
  /** Which examples of the data the columns are. */
  readonly examples: Uint32Array;
  readonly X: Matrix;
  readonly Y: Matrix;
  readonly network: Network;
  readonly cost: number;
}

/** What a check has found. */
export interface Finding {
  readonly quantity: Quantity;
  readonly layer?: number;
  readonly value: number;
  /** Of the data. */
  readonly examples: readonly number[];
  /** One line. */
  readonly text: string;
}

/** Looks at the iterations of one run, in their order; undefined when all is well. */
export type Check = (record: Watched) => Finding | undefined;
