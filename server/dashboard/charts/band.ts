import type uPlot from 'uplot';
import type { Stretch } from '../store/level.js';
import { outlinesOf } from './outlines.js';

/** How much of its colour a band has within, and at its edges: a peak narrower than a pixel is all edge. */
const FILL = 0.2;
const EDGE = 0.45;

/**
 * Fills a curve from its least to its largest values. Where they are the same, as in single points, there is nothing
 * but the line.
 *
 * @param cell how many iterations are drawn as one: longer stretches, which came as such, are as wide as they are
 */
export function drawBand(
  plot: uPlot,
  stretches: readonly Stretch[],
  cell: number,
  color: string,
  logarithmic: boolean,
): void {
  if (!stretches.some(({ min, max }) => min < max)) return;
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.fillStyle = color;
  ctx.strokeStyle = color;
  ctx.lineWidth = devicePixelRatio;
  ctx.lineJoin = 'round';
  for (const outline of outlinesOf(stretches, cell, logarithmic)) {
    const path = new Path2D();
    for (const [x, y] of outline) {
      path.lineTo(plot.valToPos(x, 'x', true), plot.valToPos(y, 'y', true));
    }
    path.closePath();
    ctx.globalAlpha = FILL;
    ctx.fill(path);
    ctx.globalAlpha = EDGE;
    ctx.stroke(path);
  }
  ctx.restore();
}
