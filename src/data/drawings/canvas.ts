import type { Random } from '../../numerics/random/random.js';
import type { Colour } from './colours.js';
import type { Shape } from './shapes.js';

/** One shape in one colour. */
export interface Stroke {
  readonly shape: Shape;
  readonly colour: Colour;
  /** From 0, invisible, to 1, the default. */
  readonly opacity?: number;
  /** How wide the outline fades, in the units of the shape; a sharp edge when left out. */
  readonly softness?: number;
}

/** A picture as a list of strokes; a later stroke covers an earlier one. */
export type Drawing = readonly Stroke[];

/** Draws something in a main colour, a little different each time. */
export type Sketch = (colour: Colour, random: Random) => Drawing;

/** Where a drawing sits in the picture, which spans -1..1 both ways. */
export interface Pose {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  /** The tangent of half the angle it is turned by: a rotation that needs no sine. */
  readonly turn: number;
  /** True for the mirror image. */
  readonly flipped: boolean;
}

/** A square of pixels, row-major with three channels each, from 0 to 255. */
export interface Canvas {
  readonly side: number;
  readonly pixels: Float64Array;
}

const upright: Pose = { x: 0, y: 0, size: 1, turn: 0, flipped: false };

/** How much lighter the top and darker the bottom of each shape is, as if lit from above. */
const lighting = 0.13;

/** An empty canvas of `side` x `side` pixels. */
export function createCanvas(side: number): Canvas {
  return { side, pixels: new Float64Array(side * side * 3) };
}

/** Paints the strokes of `drawing` over what `canvas` holds, with smooth edges. */
export function paintInto(canvas: Canvas, drawing: Drawing, pose: Pose = upright): void {
  for (const stroke of drawing) paintStroke(canvas, stroke, pose);
}

function paintStroke({ side, pixels }: Canvas, stroke: Stroke, pose: Pose): void {
  const { shape, opacity = 1, softness = 0 } = stroke;
  const [red, green, blue] = stroke.colour;
  const { x, y, size, turn, flipped } = pose;
  const half = side / 2;
  const flip = flipped ? -1 : 1;
  const cos = (1 - turn * turn) / (1 + turn * turn);
  const sin = (2 * turn) / (1 + turn * turn);

  const { left, right, top, bottom } = shape.bounds;
  const [midX, midY] = [(left + right) / 2, (top + bottom) / 2];
  const [reachX, reachY] = [right - midX, bottom - midY];
  const pixelSize = 1 / (half * size);
  const margin = softness / 2 + pixelSize;
  const columns = pixelsAround(
    x + size * (cos * flip * midX - sin * midY),
    size * (cos * reachX + Math.abs(sin) * reachY + margin),
    side,
  );
  const rows = pixelsAround(
    y + size * (sin * flip * midX + cos * midY),
    size * (Math.abs(sin) * reachX + cos * reachY + margin),
    side,
  );

  const [originX, originY] = [half * (1 + x) - 0.5, half * (1 + y) - 0.5];
  const sharpness = 1 / (softness + pixelSize);
  const dim = lighting / reachY;
  for (let row = rows.from; row < rows.to; row++) {
    const dy = (row - originY) * pixelSize;
    for (let column = columns.from; column < columns.to; column++) {
      const dx = (column - originX) * pixelSize;
      const py = cos * dy - sin * dx;
      const coverage = 0.5 - shape.distance(flip * (cos * dx + sin * dy), py) * sharpness;
      if (coverage <= 0) continue;
      const cover = coverage < 1 ? opacity * coverage : opacity;
      const kept = 1 - cover;
      const light = cover * (1 - dim * (py - midY));
      const pixel = (row * side + column) * 3;
      pixels[pixel] = kept * pixels[pixel] + light * red;
      pixels[pixel + 1] = kept * pixels[pixel + 1] + light * green;
      pixels[pixel + 2] = kept * pixels[pixel + 2] + light * blue;
    }
  }
}

/** The rows or columns of pixels that `position` +- `reach` touches. */
function pixelsAround(position: number, reach: number, side: number): { from: number; to: number } {
  return {
    from: Math.max(0, Math.floor(((position - reach + 1) * side) / 2)),
    to: Math.min(side, Math.ceil(((position + reach + 1) * side) / 2)),
  };
}
