import { zerosBeside } from '../../numerics/arena.js';
import { type Matrix, precisionOf } from '../../numerics/matrix.js';
import type { Gradients } from '../backward.js';
import type { Parameters } from '../initialize.js';
import type { Network } from '../network.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import { CombinedWeights } from './combinedWeights.js';
import { gramPays } from './gramPays.js';
import { OuterGradient } from './outerGradient.js';
import { gramRefused } from './refuseGram.js';

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
    throw gramRefused('the optimizer does not say that it is linear');
  }
  const job = { n: span.X.rows, m: span.X.cols, units: weights.rows, batchSize, iterations };
  if (span.firstLayer === 'auto' && !gramPays(job)) return network;
  return { ...network, parameters: { W: replaced(W, new CombinedWeights(weights, span)), b } };
}

/** What an optimizer moves, and against what: the same lists at every step of a run. */
export interface MovedParts {
  readonly parameters: Parameters;
  readonly gradients: Gradients;
  /** W[1], whose coordinates they are when it has any. */
  readonly first: Matrix;
  /** Whether they are still those of a network and its gradients. */
  readonly isOf: (network: Network, gradients: Gradients) => boolean;
  /** Brings the gradients up to date; false when dW1 is not in the span of the examples of W1. */
  readonly prepare: () => boolean;
  /** To be called when they have been moved. */
  readonly renew: () => void;
}

/**
 * The parameters and gradients of a network as an optimizer moves them: those of a first layer in Gram
 * form are its coordinates, in the place of W[1], and behind the last W its decay.
 */
export function movedParts({ parameters }: Network, gradients: Gradients): MovedParts {
  const { W, b } = parameters;
  const { dW, db } = gradients;
  const [gradient, weights] = [dW[1], W[1]];
  const taken = [...W, ...dW];
  const same = (network: Network, others: Gradients) =>
    network.parameters.W === W &&
    network.parameters.b === b &&
    others.dW === dW &&
    others.db === db &&
    // Lists are copied here, so that what somebody puts into one would not be seen.
    holds(taken, W, dW);
  if (weights instanceof CombinedWeights) {
    return {
      parameters: { W: [...replaced(W, weights.coordinates), weights.decay], b },
      gradients: { dW: [...replaced(dW, weights.slopes), weights.decaySlope], db },
      first: weights,
      isOf: same,
      prepare: () => gradient instanceof OuterGradient && gradient.givenTo(weights),
      renew: () => weights.renew(),
    };
  }
  if (gradient instanceof OuterGradient) {
    const { product } = gradient;
    return {
      parameters,
      gradients: { dW: replaced(dW, product), db },
      first: weights,
      isOf: same,
      prepare: () => gradient.product === product,
      renew: () => {},
    };
  }
  return {
    parameters,
    gradients,
    first: weights,
    isOf: same,
    prepare: () => true,
    renew: () => {},
  };
}

/** The network with its first layer back at full width. */
export function leavingSpan(network: Network): Network {
  const { W, b } = network.parameters;
  const weights = W[1];
  if (!(weights instanceof CombinedWeights)) return network;
  const first = widened(weights, weights.coordinates, weights.decay);
  return { ...network, parameters: { W: replaced(W, first), b } };
}

/** The moments of parameters whose first layer had `weights`, for a first layer at full width. */
export function widenedMoments(
  moments: readonly Parameters[],
  weights: CombinedWeights,
): readonly Parameters[] {
  return moments.map(({ W, b }) => {
    const last = W.length - 1;
    return { W: replaced(W.slice(0, last), widened(weights, W[1], W[last])), b };
  });
}

function widened(weights: CombinedWeights, coordinates: Matrix, decay: Matrix): Matrix {
  const room = zerosBeside(coordinates)(weights.rows, weights.cols, precisionOf(coordinates));
  return weights.multiplyOutInto(room, coordinates, decay);
}

function holds(taken: readonly Matrix[], W: readonly Matrix[], dW: readonly Matrix[]): boolean {
  for (let l = 0; l < W.length; l++) {
    if (W[l] !== taken[l] || dW[l] !== taken[W.length + l]) return false;
  }
  return true;
}

function replaced(list: readonly Matrix[], first: Matrix): readonly Matrix[] {
  const copy = list.slice();
  copy[1] = first;
  return copy;
}
