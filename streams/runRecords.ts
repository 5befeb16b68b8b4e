import type { Matrix } from '../src/numerics/matrix.js';
import { extend } from './extend.js';
import type { Backward, Batch, Cost, Forward, Iteration, Step, WithNetwork } from './records.js';

/*
 * The records of a run into which nobody has put anything else, as classes of fixed fields: a constructor that
 * names the fields it copies takes a tenth of the time of `Object.assign`, which was half of what the stream
 * costs. No class shares its copying with another, because V8 knows the shapes that a line has met, up to four.
 *
 * A record with other fields, or without a phase, is a plain object made by `extend`, and so is all that comes
 * of it. They are told apart by their class, which a copy made with `...` or `Object.assign` has not, and by the
 * number of their fields, should somebody have written one into the record itself.
 */

type BatchPart = Pick<Batch, 'epoch' | 'examples' | 'X' | 'Y'>;
type LoopPart = Pick<Iteration, 'run'> & Pick<Step, 'network' | 'memory'>;
type ForwardPart = Pick<Forward, 'network' | 'A' | 'Z' | 'AL'>;
type CostPart = Pick<Cost, 'cost'>;
type BackwardPart = Pick<Backward, 'dW' | 'db'>;
type StepPart = Pick<Step, 'network' | 'memory' | 'learningRate'>;

/** The fields of a step; a record of an earlier phase has the first of them. */
class Fields {
  declare index: number;
  declare run: Iteration['run'];
  declare epoch: number;
  declare examples: Uint32Array;
  declare X: Matrix;
  declare Y: Matrix;
  declare network: Step['network'];
  declare memory: Step['memory'];
  declare A: Forward['A'];
  declare Z: Forward['Z'];
  declare AL: Matrix;
  declare cost: number;
  declare dW: Backward['dW'];
  declare db: Backward['db'];
  declare learningRate: number;
}

class IterationRecord extends Fields {
  static readonly size = 2;

  constructor(record: Iteration) {
    super();
    this.index = record.index;
    this.run = record.run;
  }
}

class BatchRecord extends Fields {
  static readonly size = 6;

  constructor(record: Iteration, part: BatchPart) {
    super();
    this.index = record.index;
    this.run = record.run;
    this.epoch = part.epoch;
    this.examples = part.examples;
    this.X = part.X;
    this.Y = part.Y;
  }
}

class LoopRecord extends Fields {
  static readonly size = 8;

  constructor(record: Batch, part: LoopPart) {
    super();
    this.index = record.index;
    this.run = part.run;
    this.epoch = record.epoch;
    this.examples = record.examples;
    this.X = record.X;
    this.Y = record.Y;
    this.network = part.network;
    this.memory = part.memory;
  }
}

class ForwardRecord extends Fields {
  static readonly size = 11;

  constructor(record: Batch & WithNetwork, part: ForwardPart) {
    super();
    this.index = record.index;
    this.run = record.run;
    this.epoch = record.epoch;
    this.examples = record.examples;
    this.X = record.X;
    this.Y = record.Y;
    this.network = part.network;
    this.memory = record.memory;
    this.A = part.A;
    this.Z = part.Z;
    this.AL = part.AL;
  }
}

class CostRecord extends Fields {
  static readonly size = 12;

  constructor(record: Forward, part: CostPart) {
    super();
    this.index = record.index;
    this.run = record.run;
    this.epoch = record.epoch;
    this.examples = record.examples;
    this.X = record.X;
    this.Y = record.Y;
    this.network = record.network;
    this.memory = record.memory;
    this.A = record.A;
    this.Z = record.Z;
    this.AL = record.AL;
    this.cost = part.cost;
  }
}

class BackwardRecord extends Fields {
  static readonly size = 14;

  constructor(record: Cost, part: BackwardPart) {
    super();
    this.index = record.index;
    this.run = record.run;
    this.epoch = record.epoch;
    this.examples = record.examples;
    this.X = record.X;
    this.Y = record.Y;
    this.network = record.network;
    this.memory = record.memory;
    this.A = record.A;
    this.Z = record.Z;
    this.AL = record.AL;
    this.cost = record.cost;
    this.dW = part.dW;
    this.db = part.db;
  }
}

class StepRecord extends Fields {
  constructor(record: Cost & Backward, part: StepPart) {
    super();
    this.index = record.index;
    this.run = record.run;
    this.epoch = record.epoch;
    this.examples = record.examples;
    this.X = record.X;
    this.Y = record.Y;
    this.network = part.network;
    this.memory = part.memory;
    this.A = record.A;
    this.Z = record.Z;
    this.AL = record.AL;
    this.cost = record.cost;
    this.dW = record.dW;
    this.db = record.db;
    this.learningRate = part.learningRate;
  }
}

/** The beat of a run. */
export function iterationRecord(index: number, run: Iteration['run']): Iteration {
  return new IterationRecord({ index, run });
}

/** The iteration with its examples. */
export function withBatch<R extends Iteration>(record: R, part: BatchPart): R & Batch;
export function withBatch(record: Iteration, part: BatchPart): Batch {
  return isOf(IterationRecord, record) ? new BatchRecord(record, part) : extend(record, part);
}

/** The record with the network that the loop has. */
export function withLoop<R extends Iteration>(record: R, part: LoopPart): R & WithNetwork;
export function withLoop(record: Iteration, part: LoopPart): Iteration & WithNetwork {
  return isOf(BatchRecord, record) ? new LoopRecord(record, part) : extend(record, part);
}

/** The batch with what a forward pass leaves behind. */
export function withForward<R extends Batch & WithNetwork>(
  record: R,
  part: ForwardPart,
): R & Forward;
export function withForward(record: Batch & WithNetwork, part: ForwardPart): Forward {
  return isOf(LoopRecord, record) ? new ForwardRecord(record, part) : extend(record, part);
}

/** The pass with its cost. */
export function withCost<R extends Forward>(record: R, part: CostPart): R & Cost;
export function withCost(record: Forward, part: CostPart): Cost {
  return isOf(ForwardRecord, record) ? new CostRecord(record, part) : extend(record, part);
}

/** The pass with its gradients. */
export function withBackward<R extends Forward>(record: R, part: BackwardPart): R & Backward;
export function withBackward(record: Forward, part: BackwardPart): Backward {
  return isOf(CostRecord, record) ? new BackwardRecord(record, part) : extend(record, part);
}

/** The finished iteration. */
export function withStep<R extends Backward>(record: R, part: StepPart): R & Step;
export function withStep(record: Backward, part: StepPart): Step {
  return isOf(BackwardRecord, record) ? new StepRecord(record, part) : extend(record, part);
}

/** Whether a record is of this very class, and has no more fields. */
function isOf<T extends object>(
  type: { readonly size: number; readonly prototype: T; new (...parts: never): T },
  record: object,
): record is T {
  return record.constructor === type && countOf(record) === type.size;
}

/** How many fields a record has. The fastest of the ways to ask that V8 offers: it makes no list of them. */
function countOf(record: object): number {
  let count = 0;
  for (const _ in record) count++;
  return count;
}
