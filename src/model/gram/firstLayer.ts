import type { Matrix } from '../../numerics/matrix.js';
import { copyMatrix } from '../../numerics/matrix.js';
import type { Gradients } from '../backward.js';
import type { Network } from '../network.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import { CombinedWeights } from './combinedWeights.js';
import { gramPays } from './gramPays.js';
import { OuterGradient } from './outerGradient.js';

/**
 * The network with its first layer in Gram form where that is possible and pays, else as it is.
 *
 * @param iterations that are left
 */
export function choosingFirstLayer(
  network: Network,
  { dW }: Gradients,
  optimizer: Optimizer,
  iterations: number,
): Network {
  const { W, b } = network.parameters;
  const [gradient, weights] = [dW[1], W[1]];
  if (!(gradient instanceof OuterGradient) || weights instanceof CombinedWeights) return network;
  const { span, cols: batchSize } = gradient.X;
  if (optimizer.linear !== true) {
    if (span.firstLayer === 'auto') return network;
    throw new TypeError(
      "Cannot train the first layer in Gram form: the optimizer does not say that it is linear. Take firstLayer: 'auto' or 'dense'",
    );
  }
  const job = { n: span.X.rows, m: span.X.cols, units: weights.rows, batchSize, iterations };
  if (span.firstLayer === 'auto' && !gramPays(job)) return network;
  return { ...network, parameters: { W: replaced(W, new CombinedWeights(weights, span)), b } };
}

/** One step of the optimizer, in the coordinates of the first layer where it has such. */
export function stepInto(
  network: Network,
  { dW, db }: Gradients,
  optimizer: Optimizer,
  learningRate: number,
): Network {
  const { W, b } = network.parameters;
  const [gradient, weights] = [dW[1], W[1]];
  if (!(weights instanceof CombinedWeights)) {
    const slopes = gradient instanceof OuterGradient ? replaced(dW, gradient.product) : dW;
    optimizer.updateInto(network.parameters, { dW: slopes, db }, learningRate);
    return network;
  }
  if (gradient instanceof OuterGradient && weights.takeSlopes(gradient)) {
    optimizer.updateInto(
      { W: replaced(W, weights.coordinates), b },
      { dW: replaced(dW, weights.slopes), db },
      learningRate,
    );
    weights.renew();
    return network;
  }
  // Somebody has put another gradient in its place: it leaves the span of the examples.
  const dense = { W: replaced(W, copyMatrix(weights.dense)), b };
  optimizer.updateInto(dense, { dW, db }, learningRate);
  return { ...network, parameters: dense };
}

function replaced(list: readonly Matrix[], first: Matrix): Matrix[] {
  const copy = list.slice();
  copy[1] = first;
  return copy;
}
