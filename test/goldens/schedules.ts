import { readFileSync } from 'node:fs';

/** A call of PyTorch, the text of the schedule that has to equal it, and its first values. */
export interface ScheduleGolden {
  readonly torch: string;
  readonly text: string;
  readonly values: readonly number[];
}

/** Value k of the metric is known from iteration k + 1 on. */
export interface PlateauGolden extends ScheduleGolden {
  readonly metric: readonly number[];
}

interface Goldens {
  readonly schedules: readonly ScheduleGolden[];
  readonly plateaus: readonly PlateauGolden[];
}

/** What PyTorch says; `schedules.py` beside this file wrote it. */
export const scheduleGoldens: Goldens = JSON.parse(
  readFileSync(new URL('./schedules.json', import.meta.url), 'utf8'),
);
