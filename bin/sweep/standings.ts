import { bestFirst, type Mode, type SweepEvent } from '../../streams/index.js';
import type { Trial } from './axes.js';
import type { Score } from './scoresOf.js';

/** How a trial has ended, or that it goes on. */
export type State = 'running' | 'finished' | 'stopped' | 'failed';

/** A line of the table. */
export interface Standing {
  /** Counted from 1. */
  readonly number: number;
  readonly trial: Trial;
  readonly state: State;
  /** The last one; undefined before the first report. */
  readonly score?: Score;
  /** Why it was stopped, or failed. */
  readonly reason?: string;
}

/** A standing after an event of its trial. A trial that is stopped at its last iteration has finished. */
export function advanced(before: Standing | undefined, event: SweepEvent<Trial, Score>): Standing {
  const { index, trial } = event;
  const standing: Standing = before ?? { number: index + 1, trial, state: 'running' };
  switch (event.type) {
    case 'begun':
      return standing;
    case 'report':
      return { ...standing, score: event.report };
    case 'finished':
      return { ...standing, state: 'finished' };
    case 'failed':
      return { ...standing, state: 'failed', reason: messageOf(event.error) };
    default:
      return standing.score?.iteration === trial.iterations
        ? { ...standing, state: 'finished' }
        : { ...standing, state: 'stopped', reason: event.reason };
  }
}

/**
 * The best first. Trials that have finished come before those that have not, whose values are of fewer
 * iterations; failed ones come last. Equals keep their order.
 */
export function ranked(standings: readonly Standing[], mode: Mode): Standing[] {
  const best = bestFirst(mode);
  const value = ({ score }: Standing) => score?.value ?? Number.NaN;
  return standings.toSorted(
    (a, b) => places[a.state] - places[b.state] || best(value(a), value(b)),
  );
}

const places: Readonly<Record<State, number>> = { finished: 0, running: 1, stopped: 1, failed: 2 };

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
