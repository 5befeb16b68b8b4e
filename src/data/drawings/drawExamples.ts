import { createRandom, type Random } from '../../numerics/random/random.js';
import type { Examples } from '../examples.js';
import { drawBackground } from './backgrounds.js';
import { type Canvas, createCanvas, type Pose, paintInto } from './canvas.js';
import { between, happens, oneOf } from './chance.js';
import { cat, others, type Subject } from './subjects.js';

/** What to draw: the seed, and how many images for training and for testing. */
export interface DrawExamplesOptions {
  /** Integer from 0 to 2^32 - 1; the same seed draws the same images. */
  readonly seed: number;
  /** Number of training images, 209 when left out. */
  readonly train?: number;
  /** Number of held-out images, 50 when left out. */
  readonly test?: number;
}

const side = 64;
const classNames = ['non-cat', 'cat'] as const;

/**
 * Draws the built-in data set: cats (class 1) against other drawings (class 0), such as dogs,
 * fish, trees and cups, each class 45 to 55 % of a full-sized set. Place, size, colours,
 * background and grain vary; the same options give the same bytes on every platform.
 *
 * Shapes: `train` and `test` images of (64, 64, 3) in bytes; a label is 0 or 1.
 * @throws {RangeError} when a count is not a whole number from 0 or the seed is out of range
 * @example
 * drawExamples({ seed: 1 }).train.labels.length // => 209
 */
export function drawExamples({ seed, train = 209, test = 50 }: DrawExamplesOptions): {
  train: Examples;
  test: Examples;
} {
  requireCount('train', train);
  requireCount('test', test);
  const random = createRandom(seed);
  return { train: drawSet(train, random), test: drawSet(test, random) };
}

function requireCount(name: string, count: number): void {
  if (Number.isSafeInteger(count) && count >= 0) return;
  throw new RangeError(
    `Cannot draw ${name} images: a count is a whole number from 0; found ${count}`,
  );
}

function drawSet(count: number, random: Random): Examples {
  const canvas = createCanvas(side);
  const size = canvas.pixels.length;
  const values = new Uint8Array(count * size);
  const labels = drawLabels(count, random);
  labels.forEach((label, i) => {
    paintSubject(canvas, label === 1 ? cat : oneOf(random, others), random);
    develop(canvas, new Uint8ClampedArray(values.buffer, i * size, size), random);
  });
  return { values, exampleShape: [side, side, 3], labels, classNames };
}

function drawLabels(count: number, random: Random): Uint8Array {
  const cats = Math.round(count * between(random, 0.46, 0.54));
  return random.shuffle(Uint8Array.from({ length: count }, (_, i) => (i < cats ? 1 : 0)));
}

function paintSubject(canvas: Canvas, { sketch, drawColour }: Subject, random: Random): void {
  const colour = drawColour(random);
  paintInto(canvas, drawBackground(colour, random));
  paintInto(canvas, sketch(colour, random), drawPose(random));
}

function drawPose(random: Random): Pose {
  return {
    x: between(random, -0.06, 0.06),
    y: between(random, -0.04, 0.07),
    size: between(random, 0.92, 1.07),
    turn: between(random, -0.06, 0.06),
    flipped: happens(random, 0.5),
  };
}

/** Turns paint into bytes with a little grain, the same for the three channels of a pixel. */
function develop({ pixels }: Canvas, target: Uint8ClampedArray, random: Random): void {
  for (let p = 0; p < pixels.length; p += 3) {
    const grain = between(random, -6, 6);
    target[p] = pixels[p] + grain;
    target[p + 1] = pixels[p + 1] + grain;
    target[p + 2] = pixels[p + 2] + grain;
  }
}
