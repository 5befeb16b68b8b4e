import {
  type Activation,
  classOfColumn,
  type Dataset,
  type Examples,
  leakyRelu,
  type Matrix,
  modelForward,
  type Network,
  relu,
  sigmoid,
  tanh,
} from '../src/index.js';
import type { CostCurve } from './output/costChart.js';
import type { Sample } from './plots/index.js';

/** What the pictures of one network are made from. */
export interface Trained extends CostCurve {
  readonly network: Network;
}

/** How many held-out images a sheet shows. */
const SAMPLES = 15;

/**
 * The pictures of a run, by file name: the cost curve, the four activations of the post with their
 * derivatives, and for each network a sheet of held-out images with true and predicted class.
 *
 * Examples are the held-out set as stored, `test` the same as columns. The sheets are left out when the
 * examples are not images of bytes, (height, width) or (height, width, channel).
 */
export async function pictures(
  trained: readonly Trained[],
  examples: Examples,
  test: Dataset,
): Promise<Record<string, string>> {
  const { activationSheet, costCurve, sampleSheet } = await import('./plots/index.js');
  const files: Record<string, string> = {
    'cost.svg': costCurve({
      title: 'Cost',
      series: trained.map(({ name, history }) => ({
        name,
        iterations: history.map(({ iteration }) => iteration),
        costs: history.map(({ cost }) => cost),
      })),
    }),
    'activations.svg': activationSheet([sigmoid, tanh, relu, leakyRelu()].map(curveOf)),
  };
  for (const { name, network } of trained) {
    const images = samplesOf(network, examples, test);
    if (images.length === 0) continue;
    const file = trained.length === 1 ? 'samples.svg' : `samples.${name.replaceAll(':', '-')}.svg`;
    files[file] = sampleSheet({ title: `Held-out images, ${name} network`, images });
  }
  return files;
}

function curveOf(activation: Activation) {
  const z = Array.from({ length: 201 }, (_, i) => (i - 100) / 10);
  const values = z.map((at) => activation.value(at));
  const derivatives = z.map((at, i) => activation.derivative(at, values[i]));
  return { name: activation.name, formula: activation.formula, z, values, derivatives };
}

function samplesOf(
  network: Network,
  { values, exampleShape, labels, classNames }: Examples,
  { X }: Dataset,
): Sample[] {
  const [height, width, channels = 1] = exampleShape;
  const areImages = [2, 3].includes(exampleShape.length) && channels <= 4;
  if (!(values instanceof Uint8Array) || !areImages) return [];
  const { AL } = modelForward(network, X);
  const size = height * width * channels;
  return Array.from({ length: Math.min(SAMPLES, labels.length) }, (_, i) => {
    const predicted = classOfColumn(AL, i);
    return {
      pixels: values.subarray(i * size, (i + 1) * size),
      width,
      height,
      trueClass: classNames[labels[i]],
      predictedClass: classNames[predicted],
      probability: probabilityOf(predicted, AL, i),
    };
  });
}

/** Of a class of example j: one output is the probability of class 1, several are one for each class. */
function probabilityOf(predicted: number, { rows, cols, values }: Matrix, j: number): number {
  if (rows > 1) return values[predicted * cols + j];
  return predicted === 1 ? values[j] : 1 - values[j];
}
