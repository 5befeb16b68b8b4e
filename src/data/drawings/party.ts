import type { Sketch } from './canvas.js';
import { type Colour, drawPaint, ink, mix, white } from './colours.js';
import { joined, mirrored, rounded, without } from './combine.js';
import { box, circle, curve, ellipse, line, polygon } from './shapes.js';

/** A heart. */
export const drawHeart: Sketch = (colour) => {
  const point = rounded(polygon([-0.58, -0.06], [0, -0.2], [0.58, -0.06], [0, 0.62]), 0.06);
  return [
    { shape: joined(mirrored(circle(0.31, -0.2, 0.36)), point), colour },
    { shape: ellipse(-0.34, -0.3, 0.13, 0.1), colour: mix(colour, white, 0.6), softness: 0.1 },
  ];
};

/** A star with five points. */
export const drawStar: Sketch = (colour) => {
  const upper = polygon([0, -0.68], [0.18, -0.2], [0.68, -0.18], [0.3, 0.14], [-0.2, 0.14]);
  const lower = polygon([0.3, 0.1], [0.42, 0.62], [0, 0.34], [-0.2, 0.1]);
  return [
    { shape: rounded(mirrored(joined(upper, lower)), 0.07), colour },
    { shape: circle(-0.06, -0.1, 0.16), colour: mix(colour, white, 0.5), softness: 0.25 },
  ];
};

/** A doughnut with icing and sprinkles. */
export const drawDoughnut: Sketch = (icing) => {
  const hole = circle(0, 0, 0.2);
  const sprinkle = (x: number, y: number, lean: number, colour: Colour) => ({
    shape: line([x, y], [x + 0.05, y + lean], 0.05),
    colour,
  });
  return [
    { shape: without(hole, circle(0, 0, 0.64)), colour: [214, 160, 100] },
    { shape: without(circle(0, 0, 0.25), circle(0, -0.01, 0.58)), colour: icing },
    sprinkle(-0.42, -0.1, 0.08, white),
    sprinkle(-0.2, -0.42, -0.06, [250, 214, 90]),
    sprinkle(0.14, -0.36, 0.06, [120, 196, 220]),
    sprinkle(0.38, -0.14, -0.08, white),
    sprinkle(0.34, 0.22, 0.06, [250, 214, 90]),
    sprinkle(0.02, 0.4, 0.05, [232, 120, 150]),
    sprinkle(-0.34, 0.26, -0.06, [120, 196, 220]),
  ];
};

/** A balloon on a string. */
export const drawBalloon: Sketch = (colour) => [
  { shape: curve([0, 0.46], [0.2, 0.7], [-0.04, 1.1], 0.04), colour: mix(colour, ink, 0.5) },
  { shape: ellipse(0, -0.16, 0.5, 0.58), colour },
  { shape: rounded(polygon([-0.08, 0.5], [0.08, 0.5], [0, 0.4]), 0.02), colour },
  { shape: ellipse(-0.2, -0.4, 0.1, 0.16), colour: mix(colour, white, 0.65), softness: 0.06 },
];

/** A present with a ribbon. */
export const drawPresent: Sketch = (paper, random) => {
  const ribbon = mix(drawPaint(random), white, 0.3);
  return [
    { shape: box(0, 0.22, 0.54, 0.48, 0.03), colour: paper },
    { shape: box(0, -0.18, 0.6, 0.13, 0.03), colour: mix(paper, white, 0.2) },
    { shape: box(0, 0.2, 0.1, 0.5), colour: ribbon },
    {
      shape: mirrored(without(ellipse(0.22, -0.46, 0.12, 0.07), ellipse(0.22, -0.46, 0.22, 0.15))),
      colour: ribbon,
    },
    { shape: circle(0, -0.4, 0.1), colour: ribbon },
  ];
};
