import type { Examples } from '../../src/index.js';
import { goldens } from '../goldens/model.js';

/** Four small images as stored, whose columns NumPy has computed (`goldens.data.images.X`). */
export const goldenImages: Examples = {
  values: Uint8Array.from(goldens.data.images.values),
  exampleShape: goldens.data.images.exampleShape,
  labels: Uint8Array.of(0, 1, 1, 0),
  classNames: ['non-cat', 'cat'],
};
