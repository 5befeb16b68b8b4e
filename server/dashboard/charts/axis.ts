import type uPlot from 'uplot';
import { tick } from '../numbers.js';
import type { Theme } from '../theme.js';

/** An axis: iterations below, values on the left with lines across. */
export function axis(theme: Theme, side: 'x' | 'y', logarithmic = false): uPlot.Axis {
  return {
    stroke: theme.text,
    font: '11px system-ui, sans-serif',
    grid: {
      stroke: theme.grid,
      width: 1,
      show: side === 'y',
      ...(logarithmic && { filter: decades }),
    },
    ticks: { stroke: theme.grid, width: 1, size: 5, show: side === 'x' },
    border: { show: side === 'x', stroke: theme.grid, width: 1 },
    space: side === 'x' ? 70 : 30,
    size: side === 'x' ? 30 : (_plot, labels) => widthOf(labels ?? []),
    gap: side === 'x' ? 4 : 8,
    values: (_plot, values) => values.map((value) => (value === null ? '' : tick(value))),
  };
}

/** As wide as the longest label, and no less than most are, so that charts begin at the same place. */
function widthOf(labels: readonly string[]): number {
  return Math.max(52, 16 + 6.5 * Math.max(0, ...labels.map(({ length }) => length)));
}

/** The powers of ten, where there are two or more of them: lines between would be a thicket. */
function decades(_plot: uPlot, splits: readonly number[]): (number | null)[] {
  const isPower = (value: number) => Math.abs(Math.log10(value) % 1) < 1e-9;
  const few = splits.filter(isPower).length < 2;
  return splits.map((value) => (few || isPower(value) ? value : null));
}
