import type { Pyramid, Stretch } from '../store/pyramid.js';
import type { Range } from './range.js';

/** Iterations in the first list, then the values of each curve at them; null leaves a gap. */
export type Table = [number[], ...(number | null | undefined)[][]];

/**
 * Curves as uPlot wants them: one list of iterations for all, `undefined` where a curve has no point of its own.
 *
 * A stretch becomes its least and its largest value, in the order that makes the shorter way from the one before.
 * A value that is not finite, or not above 0 on a logarithmic scale, leaves a gap.
 */
export function tableOf(
  curves: readonly Pyramid[],
  { from, to }: Range,
  columns: number,
  logarithmic = false,
): Table {
  const lines = curves.map((curve) => lineOf(curve.look(from, to, columns), logarithmic));
  const iterations = [...new Set(lines.flatMap(({ x }) => x))].sort((a, b) => a - b);
  return [iterations, ...lines.map((line) => spread(line, iterations))];
}

interface Line {
  readonly x: number[];
  readonly y: (number | null)[];
}

function lineOf(stretches: readonly Stretch[], logarithmic: boolean): Line {
  const x: number[] = [];
  const y: (number | null)[] = [];
  const shown = (value: number) =>
    Number.isFinite(value) && (!logarithmic || value > 0) ? value : null;
  let before = Infinity;
  for (const { x0, x1, min, max } of stretches) {
    const falls = Math.abs(max - before) < Math.abs(min - before);
    const [start, end] = falls ? [max, min] : [min, max];
    x.push(x0);
    y.push(shown(start));
    if (x1 !== x0) {
      x.push(x1);
      y.push(shown(end));
    }
    before = end;
  }
  return { x, y };
}

/** The values of a line at iterations among which are all of its own. */
function spread({ x, y }: Line, iterations: readonly number[]): (number | null | undefined)[] {
  if (x.length === iterations.length) return y;
  const values = Array<number | null | undefined>(iterations.length).fill(undefined);
  for (let i = 0, j = 0; j < x.length; i++) {
    if (iterations[i] === x[j]) values[i] = y[j++];
  }
  return values;
}
