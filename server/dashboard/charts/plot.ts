import uPlot from 'uplot';
import { theme$ } from '../theme.js';
import { axis } from './axis.js';
import { drawBand } from './band.js';
import { handleGestures } from './gestures.js';
import { drawMarkers } from './markers.js';
import type { View } from './range.js';
import type { Sight } from './sight.js';
import type { Table } from './tableOf.js';
import { valueRange } from './valueRange.js';

/** What a plot is made of. */
export interface PlotOptions {
  readonly width: number;
  readonly height: number;
  /** Values that are always in sight. */
  readonly atLeast?: readonly [number, number];
  readonly view: View;
  /** What is to be drawn, now. */
  readonly sight: () => Sight;
  /** Is called when the cursor moves. */
  readonly drawKey: () => void;
}

/** Charts that show the same cursor. */
const SYNC = 'iterations';

/** Lines through the last values, and from least to largest values a band behind each. */
export function makePlot(
  target: HTMLElement,
  table: Table,
  { width, height, atLeast, view, sight, drawKey }: PlotOptions,
): uPlot {
  const theme = theme$.value;
  const colorOf = (color: number) => theme.palette[color % theme.palette.length];
  const { logarithmic } = sight();
  const all = () => sight().all;

  function drawBehind(plot: uPlot): void {
    const { curves, markers, range, stretches, cell } = sight();
    drawMarkers(plot, markers, range);
    curves.forEach(({ color }, i) => {
      drawBand(plot, stretches[i], cell, colorOf(color), logarithmic);
    });
  }

  const plot = new uPlot(
    {
      width,
      height,
      padding: [10, 14, 0, 0],
      legend: { show: false },
      cursor: {
        sync: { key: SYNC, setSeries: false },
        drag: { x: true, y: false, setScale: false },
        points: { size: 7 },
        y: false,
      },
      scales: {
        x: { time: false, min: sight().range.from, max: sight().range.to },
        y: {
          distr: logarithmic ? 3 : 1,
          range: () => valueRange(sight().stretches, sight().range, atLeast, logarithmic),
        },
      },
      series: [
        {},
        ...sight().curves.map(({ name, color, dashed = false }) => ({
          label: name,
          stroke: colorOf(color),
          width: 1.5,
          ...(dashed && { dash: [6 * devicePixelRatio, 4 * devicePixelRatio] }),
          points: { show: showsPoints, size: 4, fill: colorOf(color) },
        })),
      ],
      axes: [axis(theme, 'x'), axis(theme, 'y', logarithmic)],
      hooks: {
        drawAxes: [drawBehind],
        setCursor: [drawKey],
        setSelect: [
          ({ select: { left, width: chosen } }) => {
            if (chosen < 4) return;
            const from = plot.posToVal(left, 'x');
            const to = plot.posToVal(left + chosen, 'x');
            plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            view.show({ from, to }, all());
          },
        ],
      },
    },
    table,
    target,
  );
  handleGestures(plot.over, (x) => plot.posToVal(x, 'x'), view, all);
  return plot;
}

/** Points are shown where there are so few that they can be told apart. */
function showsPoints(plot: uPlot): boolean {
  return plot.data[0].length < plot.width / 14;
}
