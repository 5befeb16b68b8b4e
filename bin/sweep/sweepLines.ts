import type { SweepEvent } from '../../streams/index.js';
import { axisNames, shown, type Trial } from './axes.js';
import type { Part } from './partsOf.js';
import type { Score } from './scoresOf.js';
import type { Standing } from './standings.js';
import type { SweepOptions } from './sweepOptions.js';

/** What a sweep has to say: one line each with `--json`. */
export type SweepLine = SweepBegins | TrialLine | SweepResult;

/** The first line. */
export interface SweepBegins {
  readonly type: 'sweep';
  readonly trials: number;
  readonly metric: SweepOptions['metric'];
  /** Examples of the training set, and how many of them are held out to choose by; with folds, of the first. */
  readonly examples: number;
  readonly heldOut: number;
  readonly validation?: SweepOptions['validation'];
  readonly folds?: number;
  readonly early: SweepOptions['early'];
  readonly concurrency: number;
  readonly seed: number;
}

/** What happened to a trial; trials are counted from 1. */
export type TrialLine =
  | { readonly type: 'begun'; readonly trial: number; readonly settings: Settings }
  | ({ readonly type: 'report'; readonly trial: number } & Score)
  | { readonly type: 'stopped' | 'failed'; readonly trial: number; readonly reason: string }
  | { readonly type: 'finished'; readonly trial: number };

/** The last line of a sweep that was not broken off. */
export interface SweepResult {
  readonly type: 'result';
  /** The best trial, its settings and its last score. */
  readonly trial: number;
  readonly settings: Settings;
  readonly score: Score;
  /** Of the network that was trained with these settings on the whole training set, from 0 to 1. */
  readonly testAccuracy: number;
  /** Trains that network. */
  readonly command: string;
}

/** Values by name: numbers as they are, the rest as it is written in an option. */
export type Settings = Readonly<Record<string, number | string>>;

export function settingsOf(trial: Trial): Settings {
  return Object.fromEntries(
    axisNames.map((name) => {
      const value = trial[name];
      return [name, typeof value === 'number' ? value : shown(name, trial)];
    }),
  );
}

/** An event of a sweep, and how its trial stands then, as a line. */
export function trialLine(
  event: SweepEvent<Trial, Score>,
  { number, reason = '' }: Standing,
): TrialLine {
  switch (event.type) {
    case 'begun':
      return { type: 'begun', trial: number, settings: settingsOf(event.trial) };
    case 'report':
      return { type: 'report', trial: number, ...event.report };
    case 'finished':
      return { type: 'finished', trial: number };
    case 'stopped':
      return { type: 'stopped', trial: number, reason: event.reason };
    default:
      return { type: 'failed', trial: number, reason };
  }
}

/** The first line. */
export function beginsOf(
  trials: readonly Trial[],
  [{ data }]: readonly Part[],
  { metric, folds, validation, early, concurrency, seed }: SweepOptions,
): SweepBegins {
  const heldOut = data.test.labels.length;
  const judged = folds === undefined ? { validation } : { folds };
  return {
    type: 'sweep',
    trials: trials.length,
    metric,
    examples: data.train.labels.length + (validation === 'test' ? 0 : heldOut),
    heldOut,
    ...judged,
    early,
    concurrency,
    seed,
  };
}
