import type { Gradients } from '../backward.js';
import type { ForwardPass } from '../forward.js';
import type { Network } from '../network.js';
import { type Histogram, histogram } from './histogram.js';
import type { SlopeShares } from './slopeShares.js';
import { slopeSharesAt } from './slopeSharesAt.js';

/** One layer in one iteration. Plain data. */
export interface LayerMeasures {
  readonly layer: number;
  readonly activations: Histogram;
  readonly weights: Histogram;
  readonly gradients: Histogram;
  /** How much of a hidden layer learns nothing; the gradient of the output does not go through its slope. */
  readonly slopes?: SlopeShares;
}

/** How layers are measured. */
export interface LayerOptions {
  /** Of each histogram. Default 30. */
  readonly bins?: number;
  /** Activations with a slope of less than that in size are saturated. Default 0.001. */
  readonly saturation?: number;
}

/**
 * How the activations A[l] of a layer are spread, its weights W[l] and their gradients dW[l], and how much of
 * it learns nothing.
 *
 * @throws {RangeError} when `bins` is not a positive integer
 */
export function measureLayer(
  layer: number,
  record: ForwardPass & Gradients & { readonly network: Network },
  { bins = 30, saturation = 1e-3 }: LayerOptions,
): LayerMeasures {
  const { A, dW, network } = record;
  const slopes = slopeSharesAt(layer, network, record, saturation);
  return {
    layer,
    activations: histogram(A[layer].values, bins),
    weights: histogram(network.parameters.W[layer].values, bins),
    gradients: histogram(dW[layer].values, bins),
    ...(slopes && { slopes }),
  };
}
