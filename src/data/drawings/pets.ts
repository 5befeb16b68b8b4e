import type { Sketch, Stroke } from './canvas.js';
import { chest } from './catShapes.js';
import { between, happens } from './chance.js';
import { ink, mix, rose, white } from './colours.js';
import { mirrored, rounded } from './combine.js';
import { circle, curve, ellipse, line, polygon } from './shapes.js';

/** A dog with hanging ears and a long muzzle, sometimes with its tongue out. */
export const drawDog: Sketch = (fur, random) => {
  const ear = mix(fur, ink, 0.35);
  const tongue = [{ shape: ellipse(0, 0.5, 0.09, 0.13), colour: rose }];
  return [
    { shape: chest, colour: mix(fur, ink, 0.1) },
    { shape: ellipse(0, -0.02, 0.46, 0.52), colour: fur },
    { shape: ellipse(0, -0.28, 0.09, 0.3), colour: mix(fur, white, 0.5) },
    { shape: mirrored(curve([0.34, -0.42], [0.62, -0.34], [0.54, 0.16], 0.25)), colour: ear },
    ...(happens(random, 0.5) ? tongue : []),
    { shape: ellipse(0, 0.26, 0.27, 0.23), colour: mix(fur, white, 0.6) },
    { shape: ellipse(0, 0.14, 0.13, 0.09), colour: ink },
    { shape: circle(-0.04, 0.11, 0.025), colour: white },
    { shape: line([0, 0.2], [0, 0.34], 0.03), colour: ink },
    { shape: mirrored(curve([0, 0.34], [0.1, 0.42], [0.18, 0.3], 0.03)), colour: ink },
    ...drawButtonEyes(0.2, -0.14, 0.075),
  ];
};

/** A bear with small round ears. */
export const drawBear: Sketch = (fur) => {
  const pale = mix(fur, white, 0.45);
  return [
    { shape: chest, colour: mix(fur, ink, 0.1) },
    { shape: mirrored(circle(0.4, -0.42, 0.19)), colour: fur },
    { shape: mirrored(circle(0.4, -0.42, 0.1)), colour: pale },
    { shape: circle(0, 0, 0.53), colour: fur },
    { shape: ellipse(0, 0.2, 0.24, 0.19), colour: pale },
    { shape: ellipse(0, 0.11, 0.1, 0.065), colour: ink },
    { shape: curve([-0.1, 0.25], [0, 0.36], [0.1, 0.25], 0.03), colour: ink },
    ...drawButtonEyes(0.22, -0.12, 0.06),
  ];
};

/** A rabbit with long upright ears and two teeth. */
export const drawRabbit: Sketch = (fur, random) => {
  const lean = between(random, 0, 0.12);
  const ear = (width: number) => curve([0.15, -0.25], [0.16, -0.5], [0.2 + lean, -0.8], width);
  return [
    { shape: chest, colour: mix(fur, ink, 0.1) },
    { shape: mirrored(ear(0.25)), colour: fur },
    { shape: mirrored(ear(0.11)), colour: mix(rose, fur, 0.25) },
    { shape: ellipse(0, 0.08, 0.44, 0.41), colour: fur },
    { shape: mirrored(ellipse(0.1, 0.26, 0.13, 0.1)), colour: mix(fur, white, 0.6) },
    { shape: rounded(polygon([-0.05, 0.16], [0.05, 0.16], [0, 0.2]), 0.02), colour: rose },
    { shape: polygon([-0.06, 0.34], [0.06, 0.34], [0.05, 0.43], [-0.05, 0.43]), colour: white },
    { shape: line([0, 0.22], [0, 0.42], 0.02), colour: ink },
    ...drawButtonEyes(0.2, 0, 0.075),
  ];
};

function drawButtonEyes(x: number, y: number, radius: number): Stroke[] {
  return [
    { shape: mirrored(circle(x, y, radius)), colour: ink },
    { shape: circle(x + 0.02, y - 0.03, radius * 0.35), colour: white },
    { shape: circle(0.02 - x, y - 0.03, radius * 0.35), colour: white },
  ];
}
