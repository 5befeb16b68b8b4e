import {
  createNetwork,
  createRandom,
  he,
  type Matrix,
  type Precision,
  planBatches,
  zeros,
} from '../src/index.js';
import type { JobFiles } from './jobFiles.js';
import type { Job } from './trainers.js';

const [features, classes, examples] = [784, 10, 6400];
const batchSize = 128;
/** Iterations for which the peers are given batches. */
const iterations = 500;
const learningRate = 0.01;
const momentum = 0.9;
const seed = 1;

/** 784-512-256-10 on 6400 images of ten kinds, 128 at a time. */
export interface MinibatchJob {
  readonly files: JobFiles;
  in(precision: Precision): Job & { readonly batchSize: number };
}

/**
 * The job of `minibatch`: images of random pixels around one random image for each class, so that there
 * is something to learn; a sigmoid for each class; batches drawn anew each epoch.
 */
export function minibatchJob(): MinibatchJob {
  const random = createRandom(seed);
  const kinds = Array.from({ length: classes }, () =>
    Float64Array.from({ length: features }, () => random.normal()),
  );
  const pixels = new Uint8Array(examples * features);
  const labels = new Uint8Array(examples * classes);
  for (let example = 0; example < examples; example++) {
    const kind = random.integer(classes - 1);
    labels[example * classes + kind] = 1;
    for (let i = 0; i < features; i++) {
      const light = 128 + 30 * kinds[kind][i] + 60 * random.normal();
      pixels[example * features + i] = Math.max(0, Math.min(255, Math.round(light)));
    }
  }
  const networkIn = (precision: Precision) =>
    createNetwork([features, 512, 256, classes], { seed, scheme: he, precision });
  const plan = planBatches(examples, { batchSize, lastBatch: 'drop' });
  return {
    files: {
      network: networkIn('float64'),
      examples: pixels,
      labels,
      learningRate,
      momentum,
      batches: Array.from({ length: iterations }, (_, index) => plan.examplesOf(index).slice()),
    },
    in: (precision) => ({
      network: networkIn(precision),
      train: {
        X: columns(pixels, features, 255, precision),
        Y: columns(labels, classes, 1, precision),
        exampleShape: [28, 28],
        classNames: kinds.map((_, kind) => `kind ${kind}`),
      },
      learningRate,
      momentum,
      batchSize,
    }),
  };
}

/** Examples that lie one after another as columns, over `scale`. */
function columns(values: Uint8Array, rows: number, scale: number, precision: Precision): Matrix {
  const matrix = zeros(rows, values.length / rows, precision);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < matrix.cols; j++) {
      matrix.values[i * matrix.cols + j] = values[j * rows + i] / scale;
    }
  }
  return matrix;
}
