import {
  createNetwork,
  gradientDescent,
  type Learner,
  type Optimizer,
  type RunMemory,
  type RunState,
  type Trouble,
  tanh,
} from 'gradstream';
import {
  type Backward,
  type Cost,
  closeLoop,
  computeCost,
  type DrawOptions,
  drawBatches,
  type GuardOptions,
  guard,
  iterate,
  propagateBackward,
  propagateForward,
  type Step,
  stateOf,
  updateParameters,
} from 'gradstream/streams';
import { identity, lastValueFrom, map, pipe, toArray } from 'rxjs';
import { randomLabels, randomMatrix } from '../model/randomMatrix.js';

/*
 * A run under guard whose costs are spoilt on purpose, with fewer examples than features, so that the first
 * layer may be trained in both forms.
 */

const data = { X: randomMatrix(40, 12, 1), Y: randomLabels(1, 12, 2) };

/** 40-4-1, tanh inside. */
export const network = createNetwork([40, 4, 1], { hidden: tanh });

/** The forms of the first layer, and who computes them. */
export const forms: readonly DrawOptions[] = [
  { firstLayer: 'dense' },
  { firstLayer: 'gram' },
  { firstLayer: 'dense', kernels: 'scalar' },
  { firstLayer: 'gram', kernels: 'scalar' },
  { firstLayer: 'dense', batchSize: 5 },
  { firstLayer: 'gram', batchSize: 5 },
];

/** What was there after an iteration. */
export interface Kept extends Learner {
  readonly index: number;
  readonly learningRate: number;
  readonly skipsUpdate: boolean;
  /** Without the time that it took. */
  readonly run: RunMemory;
  readonly state: RunState;
}

export interface GuardedOptions {
  /** The iterations whose costs are spoilt. */
  readonly bad?: readonly number[];
  /** What a cost is multiplied by there. Default NaN. */
  readonly times?: number;
  readonly count?: number;
  readonly optimizer?: Optimizer;
  readonly draw?: DrawOptions;
  readonly tell?: (trouble: Trouble) => void;
  readonly start?: Learner;
  readonly resume?: { readonly iteration: number; readonly run: RunMemory };
}

/** Trains, without a guard where it has no options; gives what was there after each iteration. */
export function guarded(
  options: GuardOptions | undefined,
  {
    bad = [],
    times = NaN,
    count = 20,
    optimizer = gradientDescent(0.3),
    draw = {},
    tell = () => {},
    start = { network },
    resume,
  }: GuardedOptions = {},
): Promise<Kept[]> {
  const spoil = map(<R extends Cost>(record: R) =>
    bad.includes(record.index) ? { ...record, cost: times * record.cost } : record,
  );
  const watch = options === undefined ? identity : guard<Backward & Cost>(options, { next: tell });
  const phases = pipe(
    propagateForward(),
    computeCost(),
    propagateBackward(),
    spoil,
    watch,
    updateParameters(optimizer),
  );
  return lastValueFrom(
    iterate({ count, resume }).pipe(
      drawBatches(data, draw),
      closeLoop(start, phases),
      map(kept),
      toArray(),
    ),
  );
}

function kept(step: Step): Kept {
  const state = stateOf(step);
  const { index, learningRate, skipsUpdate = false } = step;
  return {
    ...state.learner,
    index,
    learningRate,
    skipsUpdate,
    run: { ...state.run, seconds: 0 },
    state,
  };
}
