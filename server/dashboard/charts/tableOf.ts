import type { Stretch } from '../store/level.js';

/** Iterations in the first list, then the values of each curve at them; null leaves a gap. */
export type Table = [number[], ...(number | null | undefined)[][]];

/**
 * The last values of curves as uPlot wants them: one list of iterations for all, `undefined` where a curve has no value
 * of its own.
 *
 * A value that is not finite, or not above 0 on a logarithmic scale, leaves a gap.
 */
export function tableOf(curves: readonly (readonly Stretch[])[], logarithmic = false): Table {
  const lines = curves.map((stretches) => ({
    x: stretches.map(({ x1 }) => x1),
    y: stretches.map(({ last }) =>
      Number.isFinite(last) && (!logarithmic || last > 0) ? last : null,
    ),
  }));
  if (lines.length === 1) return [lines[0].x, lines[0].y];
  const iterations = [...new Set(lines.flatMap(({ x }) => x))].sort((a, b) => a - b);
  return [iterations, ...lines.map((line) => spread(line, iterations))];
}

interface Line {
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
}

/** The values of a line at iterations among which are all of its own. */
function spread({ x, y }: Line, iterations: readonly number[]): (number | null | undefined)[] {
  const values = Array<number | null | undefined>(iterations.length).fill(undefined);
  for (let i = 0, j = 0; j < x.length; i++) {
    if (iterations[i] === x[j]) values[i] = y[j++];
  }
  return values;
}
