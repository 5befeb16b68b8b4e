import type { Sketch } from './canvas.js';
import { ink, mix, white } from './colours.js';
import { mirrored, rounded, within } from './combine.js';
import { circle, curve, ellipse, line, polygon } from './shapes.js';

/** A fish with fins and a striped side. */
export const drawFish: Sketch = (scales) => {
  const fin = mix(scales, ink, 0.3);
  const body = ellipse(-0.1, 0, 0.6, 0.38);
  const band = { colour: mix(scales, white, 0.55) };
  return [
    {
      shape: rounded(polygon([0.4, 0], [0.85, -0.36], [0.76, 0], [0.85, 0.36]), 0.04),
      colour: fin,
    },
    { shape: rounded(polygon([-0.3, -0.3], [0.1, -0.58], [0.25, -0.25]), 0.04), colour: fin },
    { shape: rounded(polygon([-0.15, 0.3], [0.1, 0.55], [0.15, 0.28]), 0.04), colour: fin },
    { shape: body, colour: scales },
    { ...band, shape: within(body, curve([-0.18, -0.45], [-0.02, 0], [-0.18, 0.45], 0.12)) },
    { ...band, shape: within(body, curve([0.14, -0.45], [0.26, 0], [0.14, 0.45], 0.1)) },
    { shape: circle(-0.44, -0.08, 0.1), colour: white },
    { shape: circle(-0.46, -0.08, 0.055), colour: ink },
    { shape: curve([-0.68, 0.1], [-0.58, 0.18], [-0.5, 0.12], 0.035), colour: ink },
  ];
};

/** An owl with large eyes, on a branch. */
export const drawOwl: Sketch = (feathers) => {
  const pale = mix(feathers, white, 0.5);
  const belly = ellipse(0, 0.34, 0.32, 0.38);
  const beak = [232, 168, 60] as const;
  return [
    { shape: ellipse(0, 0.12, 0.52, 0.66), colour: feathers },
    {
      shape: mirrored(rounded(polygon([0.2, -0.46], [0.46, -0.68], [0.44, -0.3]), 0.03)),
      colour: feathers,
    },
    { shape: belly, colour: pale },
    { shape: mirrored(ellipse(0.46, 0.26, 0.12, 0.4)), colour: mix(feathers, ink, 0.3) },
    { shape: mirrored(circle(0.2, -0.2, 0.23)), colour: pale },
    { shape: mirrored(circle(0.2, -0.2, 0.15)), colour: [244, 196, 70] },
    { shape: mirrored(circle(0.19, -0.2, 0.09)), colour: ink },
    { shape: rounded(polygon([-0.06, -0.08], [0.06, -0.08], [0, 0.06]), 0.02), colour: beak },
    { shape: line([-1.2, 0.82], [1.2, 0.78], 0.14), colour: [112, 78, 58] },
    { shape: mirrored(ellipse(0.14, 0.75, 0.08, 0.06)), colour: beak },
  ];
};

/** A butterfly with four wings. */
export const drawButterfly: Sketch = (wing) => {
  const pale = mix(wing, white, 0.5);
  return [
    { shape: mirrored(ellipse(0.38, 0.36, 0.28, 0.26)), colour: mix(wing, ink, 0.25) },
    { shape: mirrored(ellipse(0.42, -0.22, 0.38, 0.34)), colour: wing },
    { shape: mirrored(circle(0.46, -0.24, 0.16)), colour: pale },
    { shape: mirrored(circle(0.4, 0.38, 0.11)), colour: pale },
    { shape: line([0, -0.4], [0, 0.5], 0.14), colour: ink },
    { shape: mirrored(curve([0.02, -0.42], [0.06, -0.66], [0.2, -0.74], 0.035)), colour: ink },
  ];
};
