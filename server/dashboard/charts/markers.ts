import type uPlot from 'uplot';
import { theme$ } from '../theme.js';
import type { Range } from './range.js';

/** Draws a line from top to bottom at each iteration in a range. */
export function drawMarkers(plot: uPlot, markers: readonly number[], { from, to }: Range): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = theme$.value.marker;
  ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.lineWidth = devicePixelRatio;
  for (const iteration of markers) {
    if (iteration < from || iteration > to) continue;
    const x = Math.round(plot.valToPos(iteration, 'x', true)) + 0.5;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}
