import { defer, from } from 'rxjs';
import { checkGradients, createNetwork, type Examples, matrix, tanh } from '../../src/index.js';
import type { Row } from './comparison.js';
import { publishedCheck } from './published.js';
import type { PublishedFiles } from './publishedFiles.js';
import type { Table } from './table.js';

const layerDims = [12288, 5, 5, 1];
const { example, epsilon, limit } = publishedCheck;
const about = `tanh ${layerDims.join('-')}, image ${example}, epsilon ${epsilon}`;

/** R3 on the published input: pixels from 0 to 255, which saturate the units of the first layer. */
export function publishedGradientTable({ train }: PublishedFiles): Table {
  return {
    result: 'R3',
    name: 'pixels 0 to 255',
    about,
    source: 'published',
    row$: defer(() => {
      const { difference, nonZero } = check(train, 1);
      // It is rounding of the cost, 1e-16, over epsilon: the size alone can agree.
      return from<Row[]>([
        { label: 'difference', theirs: publishedCheck.difference, ours: difference, within: 1e-8 },
        { label: 'covered', theirs: publishedCheck.nonZero, ours: nonZero, within: 0 },
      ]);
    }),
    notes: [
      'Covered: gradients that are not 0, of 61,481 (by NumPy, not published).',
      'Such pixels saturate all of layer 1; the difference is rounding over epsilon.',
    ],
  };
}

/** R3 where units are not saturated: the same check on pixels from 0 to 1. */
export function scaledGradientTable({ train }: PublishedFiles): Table {
  const black = pixelsOf(train).filter((pixel) => pixel === 0).length;
  const covered = 61_481 - layerDims[1] * black;
  return {
    result: 'R3',
    name: 'pixels / 255',
    about,
    source: 'expected',
    row$: defer(() => {
      const { difference, nonZero } = check(train, 255);
      return from<Row[]>([
        { label: 'difference', theirs: '0.0e-9', ours: difference, within: limit },
        { label: 'covered', theirs: String(covered), ours: nonZero, within: 0 },
      ]);
    }),
    notes: [
      `Covered are all of 61,481, but for the 5 weights of each of ${black} black pixels.`,
      `The published check passes below ${limit.toExponential()}.`,
    ],
  };
}

function check(train: Examples, divisor: number) {
  const network = createNetwork(layerDims, { hidden: tanh, seed: 1 });
  const X = matrix(pixelsOf(train).map((pixel) => [pixel / divisor]));
  return checkGradients(network, { X, Y: matrix([[train.labels[example]]]) }, { epsilon });
}

/** The pixels of the published image in the published order: channel, column, row. */
function pixelsOf({ values, exampleShape: [height, width, channels] }: Examples): number[] {
  const first = example * height * width * channels;
  return Array.from({ length: height * width * channels }, (_, k) => {
    const row = k % height;
    const column = Math.floor(k / height) % width;
    const channel = Math.floor(k / (height * width));
    return values[first + (row * width + column) * channels + channel];
  });
}
