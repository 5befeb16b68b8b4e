import type { GuardMemory, KeptState, WayBackMemory } from '../../model/guardMemory.js';
import type { BestSoFar } from '../../model/trackBest.js';
import type { RunState } from './runState.js';

/** What `state.json` holds: all of a state that is no tensor. */
export interface Rest extends Omit<RunState, 'learner' | 'tracked' | 'guards'>, LearnerCounts {
  readonly format: 1;
  readonly bestSoFar?: BestSoFar;
  readonly guards?: readonly GuardRest[];
}

/** A learner without its tensors. */
export interface LearnerCounts {
  /** Null before the first step. */
  readonly updates: number | null;
  /** How many matrices there are in each moment. */
  readonly moments: readonly { readonly W: number; readonly b: number }[];
}

/** What a guard remembers, without the tensors of the state that it keeps. */
export interface GuardRest extends Omit<GuardMemory, 'wayBack'> {
  readonly wayBack?: Omit<WayBackMemory, 'kept'> & {
    readonly kept?: Omit<KeptState, 'learner'> & LearnerCounts;
  };
}
