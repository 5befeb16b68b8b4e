import type { Random } from '../../numerics/random/random.js';
import { between, happens, oneOf } from './chance.js';

/** Red, green and blue from 0 to 255; fractions are kept until an image becomes bytes. */
export type Colour = readonly [red: number, green: number, blue: number];

/** A warm white. */
export const white: Colour = [250, 248, 244];
/** A warm near-black, for outlines, pupils and shade. */
export const ink: Colour = [38, 32, 36];
/** Noses, tongues and the inside of ears. */
export const rose: Colour = [226, 140, 142];

/** The natural colours that cats and other animals come in. */
export const furs: readonly Colour[] = [
  [52, 48, 54],
  [122, 124, 132],
  [86, 92, 108],
  [238, 232, 222],
  [226, 196, 150],
  [222, 142, 66],
  [196, 112, 52],
  [142, 98, 66],
  [98, 70, 54],
];

/** `part` of the way from one colour to the other: 0 is `from`, 1 is `to`. */
export function mix(from: Colour, to: Colour, part: number): Colour {
  const [r, g, b] = from;
  return [r + (to[0] - r) * part, g + (to[1] - g) * part, b + (to[2] - b) * part];
}

/** The colour of a hue in turns (0 red, 1/3 green, 2/3 blue), a saturation and a lightness in 0..1. */
export function fromHue(hue: number, saturation: number, lightness: number): Colour {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number) => {
    const k = (offset + 12 * hue) % 12;
    return 255 * (lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
  };
  return [channel(0), channel(8), channel(4)];
}

/** How different two colours look, as a distance in 0..441. */
export function contrast(one: Colour, other: Colour): number {
  const [r, g, b] = [one[0] - other[0], one[1] - other[1], one[2] - other[2]];
  return Math.sqrt(r * r + g * g + b * b);
}

/** A fur colour, a little different each time. */
export function drawFur(random: Random): Colour {
  const shade = between(random, -0.14, 0.14);
  return mix(oneOf(random, furs), shade < 0 ? ink : white, Math.abs(shade));
}

/** A colour for a made or grown thing: often natural, otherwise of any hue. */
export function drawPaint(random: Random): Colour {
  if (happens(random, 0.5)) return drawFur(random);
  return fromHue(random.uniform(), between(random, 0.35, 0.75), between(random, 0.3, 0.75));
}
