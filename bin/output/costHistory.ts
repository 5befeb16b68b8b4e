import { bufferCount, map, type Observable, scan, toArray } from 'rxjs';
import type { Cost } from '../../streams/index.js';

/** A point of a curve: the mean cost of a window of iterations, at its last one. */
export interface CostPoint {
  readonly iteration: number;
  readonly cost: number;
}

/**
 * The cost over a whole run in at most `points` points, each the mean of a window.
 *
 *   in:   c--c--c--c--c--|
 *         costHistory(5, 3)      windows of two
 *   out:  ---------------h|      h: [2, 4, 5], with the mean costs of iterations 1-2, 3-4 and 5
 *
 * Timing: one list when the source completes; fails with it.
 */
export function costHistory(iterations: number, points: number) {
  const window = Math.ceil(iterations / points);
  return (step$: Observable<Pick<Cost, 'cost'>>): Observable<CostPoint[]> =>
    step$.pipe(
      map(({ cost }) => cost),
      bufferCount(window),
      scan(
        ({ iteration }, costs) => ({
          iteration: iteration + costs.length,
          cost: costs.reduce((sum, cost) => sum + cost, 0) / costs.length,
        }),
        { iteration: 0, cost: Number.NaN },
      ),
      toArray(),
    );
}
