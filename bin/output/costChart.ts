import asciichart from 'asciichart';
import type { Trained } from '../pictures.js';

const HEIGHT = 12;
const COLORS = [asciichart.cyan, asciichart.yellow, asciichart.magenta, asciichart.green];

/** What the scale takes on the left, and a free column on the right. */
const MARGIN = 13;

/** How many points a chart can show on a terminal of the given width; 80 where the width is unknown. */
export function chartPoints(columns: number | undefined): number {
  return columns === undefined ? 80 : Math.max(20, Math.min(columns - MARGIN, 80));
}

/** The cost over a run for a terminal, one colour for each network, with a line beneath that names them. */
export function costChart(trained: readonly Trained[]): string {
  const curves = trained.filter(({ history }) => history.length > 0);
  if (curves.length === 0) return '';
  const colors = curves.map((_, i) => COLORS[i % COLORS.length]);
  const chart = asciichart.plot(
    curves.map(({ history }) => history.map(({ cost }) => cost)),
    { height: HEIGHT, colors, format: (cost) => cost.toFixed(4).padStart(9) },
  );
  const names = curves.map(({ name }, i) => `${colors[i]}${name}${asciichart.reset}`);
  const last = Math.max(...curves.map(({ history }) => history[history.length - 1].iteration));
  return `${chart}\n${' '.repeat(12)}cost over ${last} iterations: ${names.join(', ')}`;
}
