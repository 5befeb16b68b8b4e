import { SingleBar } from 'cli-progress';
import type { Mode } from '../../streams/index.js';
import type { Trial } from './axes.js';
import { ranked, type Standing } from './standings.js';

/** How far a sweep has come, on a terminal. */
export interface SweepBar {
  /** Draws the bar, or brings it up to date. */
  show(standings: readonly Standing[]): void;
  /** Wipes the bar, so that a line can be printed in its place. */
  clear(): void;
}

/** A bar that counts iterations: those of a trial that has ended early are counted as done. */
export function sweepBar(
  trials: readonly Trial[],
  mode: Mode,
  stream: NodeJS.WritableStream,
): SweepBar {
  const bar = new SingleBar({
    format: '{bar} {percentage} %  {ended}/{trials} trials  best {best}',
    barCompleteChar: '\u2588',
    barIncompleteChar: '\u2591',
    barsize: 24,
    fps: 10,
    stream,
    clearOnComplete: true,
    gracefulExit: false,
  });
  const total = sum(trials.map(({ iterations }) => iterations));
  return {
    show(standings) {
      const best = ranked(standings, mode)[0]?.score?.value;
      const payload = {
        trials: trials.length,
        ended: standings.filter(({ state }) => state !== 'running').length,
        best: best?.toFixed(4) ?? '',
      };
      const done = sum(standings.map(iterationsOf));
      if (bar.isActive) bar.update(done, payload);
      else bar.start(total, done, payload);
    },
    clear: () => bar.stop(),
  };
}

function iterationsOf({ state, trial, score }: Standing): number {
  return state === 'running' ? (score?.iteration ?? 0) : trial.iterations;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
