import type { Sketch } from './canvas.js';
import { type Colour, drawPaint, ink, mix, white } from './colours.js';
import { mirrored, rounded } from './combine.js';
import { box, circle, line, polygon } from './shapes.js';

const glass: Colour = [178, 214, 228];

/** A car seen from the side. */
export const drawCar: Sketch = (paint) => {
  return [
    {
      shape: rounded(polygon([-0.4, -0.06], [-0.26, -0.36], [0.2, -0.36], [0.42, -0.06]), 0.06),
      colour: paint,
    },
    { shape: box(0, 0.16, 0.8, 0.24, 0.14), colour: paint },
    { shape: polygon([-0.31, -0.07], [-0.22, -0.3], [-0.05, -0.3], [-0.05, -0.07]), colour: glass },
    { shape: polygon([0.04, -0.07], [0.04, -0.3], [0.16, -0.3], [0.32, -0.07]), colour: glass },
    { shape: line([-0.74, 0.2], [0.74, 0.2], 0.04), colour: mix(paint, ink, 0.4) },
    { shape: circle(0.74, 0.1, 0.06), colour: [250, 226, 140] },
    { shape: mirrored(circle(0.44, 0.4, 0.2)), colour: ink },
    { shape: mirrored(circle(0.44, 0.4, 0.09)), colour: [190, 192, 196] },
  ];
};

/** A sailing boat on the water. */
export const drawBoat: Sketch = (hull, random) => {
  const sail = mix(drawPaint(random), white, 0.7);
  return [
    { shape: line([0, -0.8], [0, 0.3], 0.06), colour: [118, 82, 60] },
    { shape: rounded(polygon([-0.07, -0.72], [-0.07, 0.18], [-0.58, 0.18]), 0.02), colour: sail },
    {
      shape: rounded(polygon([0.08, -0.56], [0.08, 0.18], [0.46, 0.18]), 0.02),
      colour: mix(sail, hull, 0.4),
    },
    {
      shape: rounded(polygon([-0.72, 0.32], [0.72, 0.32], [0.46, 0.68], [-0.46, 0.68]), 0.04),
      colour: hull,
    },
    { shape: line([-0.7, 0.36], [0.7, 0.36], 0.07), colour: mix(hull, white, 0.6) },
    { shape: box(0, 1.2, 1.6, 0.5), colour: [70, 128, 172] },
    { shape: line([-1.4, 0.8], [-0.2, 0.8], 0.03), colour: white, opacity: 0.5 },
    { shape: line([0.1, 0.9], [1.2, 0.9], 0.03), colour: white, opacity: 0.5 },
  ];
};
