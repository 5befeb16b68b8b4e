import type { PlateauState } from './plateau.js';
import type { ScheduleInput } from './schedule.js';

/** What a run remembers besides what it has learnt: it goes on from there. */
export interface RunMemory {
  /** Since the run began, pauses left out. */
  readonly seconds: number;
  /** What has come from outside. */
  readonly inputs: Readonly<Record<string, ScheduleInput>>;
  /** What is folded from metrics, by the names of those who listen. */
  readonly folds?: Readonly<Record<string, PlateauState>>;
}
