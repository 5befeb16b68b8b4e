import asciichart from 'asciichart';
import type { Colors } from './colors.js';
import { type CostPoint, thinned } from './costHistory.js';

const HEIGHT = 12;
const MOST_POINTS = 80;

/** What the scale takes on the left, and a free column on the right. */
const MARGIN = 13;

/** The course of the cost of one network. */
export interface CostCurve {
  readonly name: string;
  readonly history: readonly CostPoint[];
}

/**
 * The cost over a run for a terminal of so many columns, one colour for each network, with a line
 * beneath that names them.
 */
export function costChart(
  curves: readonly CostCurve[],
  columns: number | undefined,
  colors: Colors,
): string {
  const points = Math.max(20, Math.min((columns ?? Infinity) - MARGIN, MOST_POINTS));
  const drawn = curves
    .filter(({ history }) => history.length > 0)
    .map(({ name, history }) => ({ name, history: thinned(history, points) }));
  const costs = drawn.map(({ history }) => history.map(({ cost }) => cost));
  const [lowest, highest] = [Math.min(...costs.flat()), Math.max(...costs.flat())];
  // A curve without a range has no scale: its one value is in the lines above.
  if (!(lowest < highest)) return '';

  const palette = colors.isColorSupported
    ? [asciichart.cyan, asciichart.yellow, asciichart.magenta, asciichart.green]
    : [''];
  const end = colors.isColorSupported ? asciichart.reset : '';
  const shades = drawn.map((_, i) => palette[i % palette.length]);
  const chart = asciichart.plot(costs, {
    height: HEIGHT,
    format: (cost) => cost.toFixed(4).padStart(9),
    ...(colors.isColorSupported && { colors: shades }),
  });
  const names = drawn.map(({ name }, i) => `${shades[i]}${name}${end}`).join(', ');
  const last = Math.max(...drawn.map(({ history }) => history[history.length - 1].iteration));
  return `${chart}\n${' '.repeat(12)}cost over ${last} iterations: ${names}`;
}
