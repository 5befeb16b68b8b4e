import type { Sketch } from './canvas.js';
import { type Colour, drawPaint, ink, mix, white } from './colours.js';
import { mirrored, rounded, without } from './combine.js';
import { box, circle, curve, ellipse, line, polygon } from './shapes.js';

const glass: Colour = [178, 214, 228];

/** A house with a roof, a door and two windows. */
export const drawHouse: Sketch = (wall, random) => {
  const roof = mix(drawPaint(random), [168, 72, 56], 0.4);
  return [
    { shape: box(0.36, -0.5, 0.09, 0.24), colour: mix(roof, ink, 0.3) },
    { shape: box(0, 0.32, 0.54, 0.46), colour: wall },
    { shape: rounded(polygon([-0.68, -0.1], [0, -0.66], [0.68, -0.1]), 0.05), colour: roof },
    { shape: box(0, 0.54, 0.13, 0.24), colour: mix(roof, ink, 0.5) },
    { shape: circle(0.07, 0.54, 0.03), colour: white },
    { shape: mirrored(box(0.34, 0.28, 0.12, 0.12)), colour: glass },
    { shape: mirrored(line([0.34, 0.16], [0.34, 0.4], 0.03)), colour: white },
    { shape: mirrored(line([0.22, 0.28], [0.46, 0.28], 0.03)), colour: white },
  ];
};

/** A cup with a handle and steam. */
export const drawCup: Sketch = (glaze) => {
  const handle = without(ellipse(0.46, 0.16, 0.14, 0.17), ellipse(0.46, 0.16, 0.26, 0.29));
  const steam = (x: number) => curve([x, -0.4], [x + 0.16, -0.56], [x, -0.78], 0.05);
  return [
    { shape: handle, colour: mix(glaze, ink, 0.15) },
    {
      shape: rounded(polygon([-0.5, -0.22], [0.5, -0.22], [0.36, 0.62], [-0.36, 0.62]), 0.06),
      colour: glaze,
    },
    { shape: ellipse(0, -0.22, 0.54, 0.13), colour: mix(glaze, white, 0.3) },
    { shape: ellipse(0, -0.2, 0.46, 0.09), colour: [92, 60, 44] },
    { shape: line([-0.47, 0.16], [0.47, 0.16], 0.1), colour: mix(glaze, white, 0.6) },
    { shape: steam(-0.18), colour: white, opacity: 0.6, softness: 0.04 },
    { shape: steam(0.14), colour: white, opacity: 0.6, softness: 0.04 },
  ];
};
