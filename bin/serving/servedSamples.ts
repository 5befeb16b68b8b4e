import type { ServedSamples } from '../../server/index.js';
import type { Dataset, Examples, Matrix } from '../../src/index.js';
import { precisionOf, zeros } from '../../src/numerics/matrix.js';
import { pngDataUri } from '../plots/pngDataUri.js';

/** How many held-out images are shown. */
const SAMPLES = 15;

/**
 * The first of the held-out images; undefined when they are no images of bytes, (height, width) or
 * (height, width, channel).
 *
 * @param examples as stored
 * @param dataset the same as columns
 */
export function servedSamples(
  { values, exampleShape, labels, classNames }: Examples,
  { X }: Dataset,
): ServedSamples | undefined {
  const [height, width, channels = 1] = exampleShape;
  const areImages = [2, 3].includes(exampleShape.length) && channels <= 4;
  if (!(values instanceof Uint8Array) || !areImages) return undefined;
  const size = height * width * channels;
  const shown = Array.from({ length: Math.min(SAMPLES, labels.length) }, (_, j) => j);
  return {
    X: firstColumns(X, shown.length),
    images: shown.map((j) => {
      const pixels = values.subarray(j * size, (j + 1) * size);
      return pngDataUri({ pixels, width, height });
    }),
    trueClasses: shown.map((j) => classNames[labels[j]]),
    classNames,
  };
}

function firstColumns(A: Matrix, count: number): Matrix {
  const { rows, cols, values: from } = A;
  const first = zeros(rows, count, precisionOf(A));
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < count; j++) first.values[i * count + j] = from[i * cols + j];
  }
  return first;
}
