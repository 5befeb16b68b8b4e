import type { Sketch } from './canvas.js';
import { type Colour, drawPaint, ink, mix, white } from './colours.js';
import { mirrored, rounded, within } from './combine.js';
import { box, circle, curve, ellipse, line, polygon } from './shapes.js';

const leaf: Colour = [92, 152, 76];
const bark: Colour = [118, 82, 60];

/** A tree with a round crown. */
export const drawTree: Sketch = (foliage) => {
  const crown = mix(leaf, foliage, 0.6);
  const lit = mix(crown, white, 0.2);
  return [
    {
      shape: rounded(polygon([-0.1, 0.1], [0.1, 0.1], [0.16, 0.85], [-0.16, 0.85]), 0.03),
      colour: bark,
    },
    { shape: mirrored(circle(0.32, 0, 0.32)), colour: mix(crown, ink, 0.12) },
    { shape: circle(0, -0.28, 0.46), colour: crown },
    { shape: circle(-0.14, -0.42, 0.18), colour: lit, softness: 0.2 },
    { shape: circle(0.22, -0.14, 0.12), colour: lit, softness: 0.15 },
  ];
};

/** A flower with six petals on a stem. */
export const drawFlower: Sketch = (petal, random) => {
  const heart = mix(drawPaint(random), [246, 200, 70], 0.7);
  const around = [
    [0.38, 0],
    [0.19, 0.33],
    [0.19, -0.33],
  ] as const;
  return [
    { shape: curve([0, -0.1], [0.12, 0.4], [0, 1], 0.09), colour: leaf },
    { shape: mirrored(ellipse(0.24, 0.66, 0.2, 0.09)), colour: leaf },
    ...around.map(([x, y]) => ({ shape: mirrored(circle(x, y - 0.2, 0.23)), colour: petal })),
    { shape: circle(0, -0.2, 0.19), colour: heart },
  ];
};

/** A mushroom with a dotted cap. */
export const drawMushroom: Sketch = (cap) => {
  const stem: Colour = [240, 228, 208];
  const dot = mix(cap, white, 0.8);
  return [
    {
      shape: rounded(polygon([-0.15, 0.1], [0.15, 0.1], [0.22, 0.75], [-0.22, 0.75]), 0.06),
      colour: stem,
    },
    { shape: within(box(0, -0.32, 0.8, 0.45, 0.1), ellipse(0, 0.1, 0.68, 0.68)), colour: cap },
    { shape: line([-0.56, 0.15], [0.56, 0.15], 0.07), colour: mix(cap, ink, 0.35) },
    { shape: circle(-0.28, -0.16, 0.12), colour: dot },
    { shape: circle(0.12, -0.34, 0.1), colour: dot },
    { shape: circle(0.36, -0.06, 0.11), colour: dot },
    { shape: circle(0.02, -0.04, 0.07), colour: dot },
  ];
};

/** An apple with a leaf. */
export const drawApple: Sketch = (skin) => [
  { shape: mirrored(ellipse(0.2, 0.12, 0.38, 0.52)), colour: skin },
  { shape: ellipse(-0.3, -0.06, 0.1, 0.2), colour: mix(skin, white, 0.5), softness: 0.12 },
  { shape: curve([0, -0.32], [0.02, -0.56], [0.12, -0.7], 0.07), colour: bark },
  { shape: ellipse(0.3, -0.56, 0.2, 0.1), colour: leaf },
];
