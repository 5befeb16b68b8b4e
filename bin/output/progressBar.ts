import { SingleBar } from 'cli-progress';
import { defer, finalize, ignoreElements, type Observable, tap, throttleTime } from 'rxjs';
import type { Cost } from '../../streams/index.js';

const REFRESH_MS = 100;

/** A bar with the cost and the rate, for as long as a run goes on. */
export interface ProgressBar {
  /** Draws the bar while it is subscribed; emits nothing, ends with the source. */
  readonly shown$: Observable<never>;
  /** Wipes the bar, so that a line can be printed in its place; it comes back beneath. */
  clear(): void;
}

/** Follows the steps of a run of `iterations` iterations on a terminal. */
export function progressBar(
  step$: Observable<Pick<Cost, 'index' | 'cost'>>,
  iterations: number,
  stream: NodeJS.WritableStream,
): ProgressBar {
  const bar = new SingleBar({
    format: '{bar} {percentage} %  {value}/{total}  cost {cost}  {rate} it/s  {left} s left',
    barCompleteChar: '\u2588',
    barIncompleteChar: '\u2591',
    barsize: 24,
    fps: 1000 / REFRESH_MS,
    stream,
    clearOnComplete: true,
    gracefulExit: false,
  });
  const clear = () => bar.stop();
  const shown$ = defer(() => {
    const startMs = performance.now();
    return step$.pipe(
      throttleTime(REFRESH_MS),
      tap(({ index, cost }) => {
        const done = index + 1;
        const perMs = done / (performance.now() - startMs);
        const payload = {
          cost: cost.toFixed(4),
          rate: (1000 * perMs).toFixed(0),
          left: Math.ceil((iterations - done) / perMs / 1000),
        };
        // A bar that was wiped begins again where the cursor is now.
        if (bar.isActive) bar.update(done, payload);
        else bar.start(iterations, done, payload);
      }),
      ignoreElements(),
      finalize(clear),
    );
  });
  return { shown$, clear };
}
