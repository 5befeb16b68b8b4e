import type { Random } from '../../numerics/random/random.js';
import type { Drawing, Stroke } from './canvas.js';
import { between, oneOf } from './chance.js';
import { type Colour, contrast, fromHue, ink, mix, white } from './colours.js';
import { box, circle, line } from './shapes.js';

const everything = box(0, 0, 1.1, 1.1);

/**
 * A background that stands out from `subject`, the main colour of what will be drawn on it:
 * flat, a gradient, a horizon, stripes, dots, or lights out of focus.
 */
export function drawBackground(subject: Colour, random: Random): Drawing {
  let colour = drawWallColour(random);
  while (contrast(colour, subject) < 90) colour = drawWallColour(random);
  const pattern = oneOf(random, [flat, gradient, horizon, stripes, dots, lights]);
  return [{ shape: everything, colour }, ...pattern(colour, random)];
}

function drawWallColour(random: Random): Colour {
  return fromHue(random.uniform(), between(random, 0.15, 0.65), between(random, 0.22, 0.88));
}

/** A lighter, darker or slightly different neighbour, for the second colour of a pattern. */
function drawNeighbour(colour: Colour, random: Random): Colour {
  return mix(
    colour,
    oneOf(random, [white, ink, drawWallColour(random)]),
    between(random, 0.15, 0.35),
  );
}

function flat(): Stroke[] {
  return [];
}

function gradient(colour: Colour, random: Random): Stroke[] {
  const x = between(random, -1.6, 1.6);
  const shape = line([x, 1.6], [x / 2, 1.6], 0.4);
  return [{ shape, colour: drawNeighbour(colour, random), softness: 4 }];
}

function horizon(colour: Colour, random: Random): Stroke[] {
  const shape = box(0, between(random, 1.3, 1.7), 1.2, 1);
  return [{ shape, colour: drawNeighbour(colour, random) }];
}

function stripes(colour: Colour, random: Random): Stroke[] {
  const step = between(random, 0.28, 0.6);
  const shift = between(random, 0, step);
  const lean = between(random, -1, 1);
  const squeeze = 1 / Math.sqrt(1 + lean * lean);
  const distance = (x: number, y: number) =>
    fromNearest((x + lean * y) * squeeze + shift, step) - step / 4;
  return [{ shape: { ...everything, distance }, colour: drawNeighbour(colour, random) }];
}

function dots(colour: Colour, random: Random): Stroke[] {
  const step = between(random, 0.26, 0.4);
  const radius = step * between(random, 0.2, 0.32);
  const shift = between(random, 0, step);
  const distance = (x: number, y: number) => {
    const row = Math.round((y + shift) / step);
    const dx = fromNearest(x + shift + (row * step) / 2, step);
    const dy = fromNearest(y + shift, step);
    return Math.sqrt(dx * dx + dy * dy) - radius;
  };
  return [{ shape: { ...everything, distance }, colour: drawNeighbour(colour, random) }];
}

/** How far `position` is from the nearest multiple of `step`. */
function fromNearest(position: number, step: number): number {
  return Math.abs(position - step * Math.round(position / step));
}

function lights(colour: Colour, random: Random): Stroke[] {
  return Array.from({ length: 9 }, () => ({
    shape: circle(between(random, -1, 1), between(random, -1, 1), between(random, 0.08, 0.3)),
    colour: mix(colour, white, between(random, 0.15, 0.45)),
    softness: 0.08,
    opacity: 0.7,
  }));
}
