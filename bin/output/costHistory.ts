import { defer, map, type OperatorFunction, reduce } from 'rxjs';
import type { Cost } from '../../streams/index.js';

/** A point of a curve: the mean cost of a window of iterations, at its last one. */
export interface CostPoint {
  readonly iteration: number;
  readonly cost: number;
}

/**
 * The cost over a whole run, however long, in at most `most` points; each is the mean of a window,
 * which doubles whenever the points become too many.
 *
 *   in:   c--c--c--c--c--|
 *         costHistory(4)         a point each for c c c; with the fourth, windows of two
 *   out:  ---------------h|      h: [2, 4, 5], with the mean costs of iterations 1-2, 3-4 and 5
 *
 * Timing: one list when the source completes; fails with it.
 */
export function costHistory(
  most: number,
): OperatorFunction<Pick<Cost, 'index' | 'cost'>, CostPoint[]> {
  return (step$) =>
    defer(() => {
      let points: CostPoint[] = [];
      let window = 1;
      let sum = 0;
      let count = 0;
      const lastPoint = (iteration: number) =>
        count === 0 ? [] : [{ iteration, cost: sum / count }];
      return step$.pipe(
        reduce((_iterations, { index, cost }) => {
          const iteration = index + 1;
          sum += cost;
          count++;
          if (count === window) {
            points.push({ iteration, cost: sum / count });
            sum = 0;
            count = 0;
          }
          if (points.length === most) {
            points = merged(points, 2);
            window *= 2;
          }
          return iteration;
        }, 0),
        map((iterations) => [...points, ...lastPoint(iterations)]),
      );
    });
}

/** A curve in at most `most` points. */
export function thinned(points: readonly CostPoint[], most: number): CostPoint[] {
  return merged(points, Math.ceil(points.length / most));
}

/** Each `group` of neighbours as one point. */
function merged(points: readonly CostPoint[], group: number): CostPoint[] {
  return Array.from({ length: Math.ceil(points.length / group) }, (_, i) => {
    const some = points.slice(i * group, (i + 1) * group);
    return {
      iteration: some[some.length - 1].iteration,
      cost: some.reduce((sum, { cost }) => sum + cost, 0) / some.length,
    };
  });
}
