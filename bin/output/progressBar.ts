import { SingleBar } from 'cli-progress';
import { defer, finalize, ignoreElements, type Observable, tap, throttleTime } from 'rxjs';
import type { Cost } from '../../streams/index.js';

const REFRESH_MS = 100;

/** A bar on stderr with the cost and the rate, for as long as the run goes on. */
export interface ProgressBar {
  /** Draws the bar while it is subscribed; emits nothing, ends with the source. */
  readonly shown$: Observable<never>;
  /** Wipes the line of the bar, so that something else can be printed there. */
  clear(): void;
}

/** Follows the steps of a run of `iterations` iterations. */
export function progressBar(
  step$: Observable<Cost>,
  iterations: number,
  stream: NodeJS.WriteStream,
): ProgressBar {
  const shown$ = defer(() => {
    const startMs = performance.now();
    const bar = new SingleBar({
      format:
        '{bar} {percentage} %  {value}/{total}  cost {cost}  {rate} it/s  {eta_formatted} left',
      barCompleteChar: '\u2588',
      barIncompleteChar: '\u2591',
      barsize: 24,
      fps: 1000 / REFRESH_MS,
      stream,
      clearOnComplete: true,
      emptyOnZero: true,
    });
    bar.start(iterations, 0, { cost: '...', rate: '...' });
    return step$.pipe(
      throttleTime(REFRESH_MS),
      tap(({ index, cost }) => {
        const done = index + 1;
        const rate = (1000 * done) / (performance.now() - startMs);
        bar.update(done, { cost: cost.toFixed(4), rate: rate.toFixed(0) });
      }),
      ignoreElements(),
      finalize(() => bar.stop()),
    );
  });
  return { shown$, clear: () => stream.write('\r\u001b[K') };
}
