import type { BatchCursor } from '../../data/dealBatches.js';
import type { GuardMemory } from '../../model/guardMemory.js';
import type { Learner } from '../../model/learner.js';
import type { Tracked } from '../../model/trackBest.js';
import type { DriftMemory } from '../../online/drift/driftMemory.js';
import type { ScoresMemory } from '../../online/runningScores.js';
import type { StandardizerMemory } from '../../online/runningStandardizer.js';
import type { RunMemory } from '../../schedules/runMemory.js';

/**
 * All that a run has to know to go on with the same bits, as a value: in gradstream/streams `iterate`,
 * `drawBatches` and others take it as `resume`, `closeLoop` takes its learner, and `stopEarly` and `guard` what is theirs as `from`.
 *
 * What is not in here is a function of what is: the order of the examples and the masks of dropout of the
 * iteration, schedules of the iteration and the inputs.
 */
export interface RunState {
  /** Iterations done. */
  readonly iteration: number;
  readonly learner: Learner;
  readonly run: RunMemory;
  /** Where the size of a batch is a schedule. */
  readonly cursor?: BatchCursor;
  /** Where `stopEarly` stands. */
  readonly tracked?: Tracked;
  /** Where guards stand that look for spikes or go back, in their order. */
  readonly guards?: readonly GuardMemory[];
  /** How much of what has come from outside is used, where the run learns from deliveries. */
  readonly intake?: IntakeMemory;
  /** Where features are standardized as they come. */
  readonly standardizer?: StandardizerMemory;
  /** Where examples are tested before they are learnt from. */
  readonly scores?: ScoresMemory;
  /** Where a drift of what comes is looked for. */
  readonly drift?: DriftMemory;
}

/** How much of what has come from outside a run has used. Plain data. */
export interface IntakeMemory {
  /** Behind which position it goes on, for each part of its source. */
  readonly positions: Readonly<Record<string, string>>;
  /** The ids of the deliveries that it used last. */
  readonly ids: readonly string[];
}
