import type { Learner } from './learner.js';

/** What a guard has seen of its run: a value, to be saved with the run and handed to the guard of its rest. */
export interface GuardMemory {
  /** The last costs, the oldest first, where it looks for spikes. */
  readonly costs?: readonly number[];
  /** Where it may go back. */
  readonly wayBack?: WayBackMemory;
}

/** How often a guard has gone back, and where it would go. */
export interface WayBackMemory {
  /** Iterations without trouble. */
  readonly passed: number;
  /** Times it has gone back. */
  readonly gone: number;
  /** The last good state that was kept, which nobody writes. */
  readonly kept?: KeptState;
}

/** A good state. */
export interface KeptState {
  /** The iteration before whose update it was kept, counted from 0. */
  readonly index: number;
  readonly learner: Learner;
}
