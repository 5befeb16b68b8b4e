import type { Random } from '../../numerics/random/random.js';
import type { Sketch, Stroke } from './canvas.js';
import { cheeks, chest, ears, head, innerEars, tail } from './catShapes.js';
import { between, happens, oneOf } from './chance.js';
import { drawCoat } from './coats.js';
import { type Colour, fromHue, ink, mix, rose, white } from './colours.js';
import { mirrored, rounded, without } from './combine.js';
import { circle, curve, ellipse, line, polygon } from './shapes.js';

const irises: readonly Colour[] = [
  [132, 190, 84],
  [226, 180, 58],
  [120, 188, 208],
  [214, 148, 54],
];

/** A cat that looks at you: the fur, the coat, the eyes and the mood differ each time. */
export const drawCat: Sketch = (fur, random) => [
  { shape: tail, colour: mix(fur, ink, 0.15) },
  { shape: chest, colour: mix(fur, ink, 0.1) },
  { shape: ears, colour: fur },
  { shape: head, colour: fur },
  { shape: cheeks, colour: fur },
  ...drawCoat(fur, random),
  ...(happens(random, 0.35) ? drawCollar(random) : []),
  { shape: innerEars, colour: mix(rose, fur, 0.25) },
  ...drawMuzzle(fur),
  ...drawEyes(random),
  ...drawWhiskers(fur),
];

function drawCollar(random: Random): Stroke[] {
  const strap = curve([-0.33, 0.4], [0, 0.66], [0.33, 0.4], 0.08);
  return [
    { shape: without(head, strap), colour: fromHue(random.uniform(), 0.65, 0.45) },
    { shape: circle(0, 0.59, 0.075), colour: [240, 196, 72] },
    { shape: line([-0.025, 0.62], [0.025, 0.62], 0.03), colour: ink },
  ];
}

function drawEyes(random: Random): Stroke[] {
  if (happens(random, 0.06)) {
    const lid = curve([0.13, -0.05], [0.23, 0.1], [0.34, -0.06], 0.045);
    return [{ shape: mirrored(lid), colour: ink }];
  }
  const iris = oneOf(random, irises);
  const open = between(random, 0.115, 0.14);
  const pupil = between(random, 0.035, 0.08);
  const gaze = between(random, -0.02, 0.02);
  return [
    { shape: mirrored(ellipse(0.235, -0.04, 0.155, open + 0.022)), colour: ink },
    { shape: mirrored(ellipse(0.235, -0.04, 0.13, open)), colour: iris },
    { shape: ellipse(gaze - 0.235, -0.04, pupil, open * 0.85), colour: ink },
    { shape: ellipse(gaze + 0.235, -0.04, pupil, open * 0.85), colour: ink },
    { shape: circle(gaze - 0.2, -0.09, 0.035), colour: white },
    { shape: circle(gaze + 0.27, -0.09, 0.035), colour: white },
  ];
}

function drawMuzzle(fur: Colour): Stroke[] {
  const pale = mix(fur, white, 0.72);
  return [
    { shape: ellipse(0, 0.36, 0.11, 0.09), colour: pale },
    { shape: mirrored(ellipse(0.11, 0.24, 0.15, 0.115)), colour: pale },
    { shape: rounded(polygon([-0.07, 0.12], [0.07, 0.12], [0, 0.18]), 0.02), colour: rose },
    { shape: line([0, 0.2], [0, 0.26], 0.03), colour: ink },
    { shape: mirrored(curve([0, 0.26], [0.09, 0.36], [0.16, 0.27], 0.03)), colour: ink },
  ];
}

function drawWhiskers(fur: Colour): Stroke[] {
  const colour = fur[1] > 150 ? mix(fur, ink, 0.6) : white;
  const whisker = (from: number, to: number): Stroke => ({
    shape: mirrored(curve([0.22, from], [0.5, from - 0.01], [0.84, to], 0.016)),
    colour,
    opacity: 0.8,
  });
  return [whisker(0.2, 0.08), whisker(0.25, 0.24), whisker(0.3, 0.4)];
}
