import type { BatchCursor } from '../src/data/dealBatches.js';
import type { Gradients } from '../src/model/backward.js';
import type { ForwardPass } from '../src/model/forward.js';
import type { GuardMemory } from '../src/model/guardMemory.js';
import type { OptimizerMemory } from '../src/model/learner.js';
import type { Network } from '../src/model/network.js';
import type { Matrix } from '../src/numerics/matrix.js';
import type { Run } from './run.js';

/*
 * The record that flows. Each phase takes the record of the phase before it and adds its own part, so
 * that the type says where you are, and a phase in the wrong place does not compile.
 *
 * Matrices in a record are views of buffers that are written again: they are valid until the next
 * iteration. `copy()` makes records that may be kept. A phase that wants other matrices puts another list
 * into the record, `{ ...record, dW: [...] }`.
 */

/** The beat of a run: `index` counts its iterations from 0. */
export interface Iteration {
  readonly index: number;
  readonly run: Run;
}

/** The examples of one iteration: X (n_0 x m), Y (n_L x m). `epoch` counts passes over the data from 0. */
export interface Batch extends Iteration {
  readonly epoch: number;
  /** Which examples of the data they are. */
  readonly examples: Uint32Array;
  /** How far the dealing has come, where the size of a batch is a schedule. */
  readonly cursor?: BatchCursor;
  readonly X: Matrix;
  readonly Y: Matrix;
}

/** What `closeLoop` adds: the network, and the memory of its optimizer, that the last iteration left behind. */
export interface WithNetwork {
  readonly network: Network;
  /** Undefined before the first update. */
  readonly memory?: OptimizerMemory | undefined;
}

/** A batch that went through the network: Z[l], A[l] (n_l x m), AL = A[L]. */
export interface Forward extends Batch, WithNetwork, ForwardPass {}

/** The cost of a forward pass, that of the parameters before the update of this iteration. */
export interface Cost extends Forward {
  readonly cost: number;
}

/** The gradients of that cost: dW[l] like W[l], db[l] like b[l]. */
export interface Backward extends Forward, Gradients {
  /** Says that parameters are to stay as they are in this iteration (see `guard`). */
  readonly skipsUpdate?: boolean;
  /** The guards of the run that remember something, in their order. */
  readonly guards?: readonly GuardHandle[];
}

/** Where to ask what a guard remembers: for `stateOf`, which makes a value of it. */
export interface GuardHandle {
  readonly memory: () => GuardMemory;
}

/** A finished iteration: `network` holds the updated parameters. */
export interface Step extends Backward {
  /** The learning rate of this update; 0 when there was none. */
  readonly learningRate: number;
}
