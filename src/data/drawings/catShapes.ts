import { mirrored, rounded } from './combine.js';
import { curve, ellipse, polygon } from './shapes.js';

/** The head, around the middle of the drawing. */
export const head = ellipse(0, 0, 0.57, 0.48);
/** The chest, which runs out of the picture below. */
export const chest = ellipse(0, 1.02, 0.5, 0.66);
/** Both ears, pointed. */
export const ears = mirrored(rounded(polygon([0.16, -0.36], [0.46, -0.74], [0.5, -0.12]), 0.05));
/** The rosy inside of both ears. */
export const innerEars = mirrored(
  rounded(polygon([0.26, -0.4], [0.43, -0.62], [0.45, -0.3]), 0.03),
);
/** The tufts of fur at both cheeks. */
export const cheeks = mirrored(rounded(polygon([0.36, 0.02], [0.63, 0.2], [0.3, 0.38]), 0.02));
/** The tail, curled up on the right. */
export const tail = curve([0.3, 0.95], [0.98, 0.95], [0.8, 0.3], 0.17);
