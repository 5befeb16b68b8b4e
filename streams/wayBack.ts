import type { WayBackMemory } from '../src/model/guardMemory.js';
import { copyLearner, copyToReturnTo } from '../src/model/learner.js';
import { extend } from './extend.js';
import type { Backward } from './records.js';

/** How a guard goes back. */
export interface WayBackOptions {
  /** A state is kept every so many iterations without trouble, beginning with the first. Default 100. */
  readonly keepEvery?: number;
  /** What the learning rate is multiplied by each time, between 0 and 1. Default 0.5. */
  readonly factor?: number;
  /** How often, before trouble ends the run after all. Default 5. */
  readonly most?: number;
}

/** The good states of one run, and the way to the last of them. */
export interface WayBack {
  /** Says that an iteration is without trouble. */
  readonly pass: (record: Backward) => void;
  /** Why there is no going back; undefined when there is. */
  readonly barred: () => string | undefined;
  /** Where it leads and at what rate, in words. */
  readonly description: () => string;
  /** The record with the last good state, and no update; the rate is lower from the next iteration on. */
  readonly goBack: <R extends Backward>(record: R) => R;
  /** Where it stands. */
  readonly memory: () => WayBackMemory;
}

/** The way back of one run, where an earlier one has left it, or before the first iteration. */
export function findingWayBack(
  { keepEvery = 100, factor = 0.5, most = 5 }: WayBackOptions,
  from: WayBackMemory = { passed: 0, gone: 0 },
): WayBack {
  let { kept, passed, gone } = from;
  return {
    pass(record) {
      if (passed % keepEvery === 0) kept = { learner: copyLearner(record), index: record.index };
      passed++;
    },
    barred() {
      if (kept === undefined) return 'there is no good state to go back to yet';
      return gone < most ? undefined : `gone back ${gone} times already`;
    },
    description: () =>
      `going back to the state before the update of iteration ${(kept?.index ?? 0) + 1}, with the learning ` +
      `rate times ${factor}`,
    goBack(record) {
      if (kept === undefined) return record;
      gone++;
      const { index, run } = record;
      const scale = run.inputs.learningRateScale?.value ?? 1;
      run.give('learningRateScale', scale * factor, index + 1);
      // A copy, because what is handed to the loop is trained in place.
      return extend(record, { ...copyToReturnTo(kept.learner, record), skipsUpdate: true });
    },
    memory: () => ({ passed, gone, ...(kept && { kept }) }),
  };
}
