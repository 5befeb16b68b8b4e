import type { Random } from '../../numerics/random/random.js';
import type { Stroke } from './canvas.js';
import { chest, ears, head } from './catShapes.js';
import { oneOf } from './chance.js';
import { type Colour, furs, ink, mix, white } from './colours.js';
import { mirrored, rounded, within } from './combine.js';
import { ellipse, polygon, type Shape } from './shapes.js';

/** Draws the pattern of a cat's coat over its plain fur. */
export function drawCoat(fur: Colour, random: Random): Stroke[] {
  return oneOf(random, [plainCoat, tabbyCoat, bibCoat, patchedCoat, pointedCoat])(fur, random);
}

function plainCoat(fur: Colour): Stroke[] {
  return [{ shape: ellipse(0, 0.72, 0.24, 0.3), colour: mix(fur, white, 0.25), softness: 0.1 }];
}

function tabbyCoat(fur: Colour): Stroke[] {
  const colour = mix(fur, fur[1] < 80 ? white : ink, 0.42);
  const stripe = (shape: Shape, frame = head): Stroke => ({ shape: within(frame, shape), colour });
  return [
    stripe(rounded(polygon([-0.04, -0.5], [0.04, -0.5], [0, -0.2]), 0.012)),
    stripe(mirrored(rounded(polygon([0.13, -0.5], [0.21, -0.48], [0.12, -0.24]), 0.012))),
    stripe(mirrored(rounded(polygon([0.64, -0.08], [0.64, 0], [0.42, 0.02]), 0.01))),
    stripe(mirrored(rounded(polygon([0.64, 0.1], [0.64, 0.19], [0.42, 0.14]), 0.01))),
    stripe(mirrored(rounded(polygon([0.6, 0.62], [0.6, 0.72], [0.2, 0.72]), 0.012)), chest),
    stripe(mirrored(rounded(polygon([0.6, 0.84], [0.6, 0.94], [0.22, 0.9]), 0.012)), chest),
  ];
}

function bibCoat(): Stroke[] {
  const blaze = rounded(polygon([0, -0.3], [0.2, 0.4], [-0.2, 0.4]), 0.06);
  return [
    { shape: within(head, blaze), colour: white },
    { shape: ellipse(0, 0.78, 0.27, 0.36), colour: white },
  ];
}

function patchedCoat(fur: Colour, random: Random): Stroke[] {
  const [one, other] = [oneOf(random, furs), mix(fur, white, 0.8)];
  return [
    { shape: within(head, ellipse(-0.36, -0.24, 0.34, 0.36)), colour: one },
    { shape: within(head, ellipse(0.3, 0.4, 0.4, 0.26)), colour: other },
    { shape: ellipse(0.02, 0.8, 0.26, 0.34), colour: other },
  ];
}

function pointedCoat(fur: Colour): Stroke[] {
  const mask = mix(fur, fur[1] < 110 ? white : ink, 0.5);
  return [
    { shape: ears, colour: mask },
    { shape: within(head, ellipse(0, 0.1, 0.4, 0.34)), colour: mask, softness: 0.16 },
  ];
}
