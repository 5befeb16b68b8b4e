import { type Matrix, type Precision, zeros } from '../numerics/matrix.js';
import { createRandom } from '../numerics/random/random.js';

/**
 * What a network learns. `W[l]` is (n_l x n_{l-1}) and `b[l]` is (n_l x 1), for l = 1..L, the indices
 * of the equations; layer 0 is the input, so `W[0]` and `b[0]` are empty (0 x 0).
 */
export interface Parameters {
  readonly W: readonly Matrix[];
  readonly b: readonly Matrix[];
}

/** The standard deviation of a layer's first weights, given the number of its inputs. */
export type InitializationScheme = (inputs: number) => number;

/**
 * The same deviation for every layer; the post takes 0.01.
 *
 * @example
 * scaled(0.01)(12288) // => 0.01
 */
export const scaled =
  (scale: number): InitializationScheme =>
  () =>
    scale;

/**
 * All weights zero: every unit of a layer stays equal to its neighbours for ever.
 *
 * @example
 * initializeParameters([2, 1], { scheme: allZeros }).W[1] // => matrix([[0, 0]])
 */
export const allZeros: InitializationScheme = () => 0;

/**
 * sqrt(2 / n), which keeps the size of ReLU activations from layer to layer.
 *
 * @example
 * he(8) // => 0.5
 */
export const he: InitializationScheme = (inputs) => Math.sqrt(2 / inputs);

/**
 * sqrt(1 / n), which keeps the size of tanh activations from layer to layer.
 *
 * @example
 * xavier(4) // => 0.5
 */
export const xavier: InitializationScheme = (inputs) => Math.sqrt(1 / inputs);

/** How first parameters are drawn. */
export interface InitializationOptions {
  /** Integer from 0 to 2^32 - 1; the same seed gives the same weights. Default 1. */
  readonly seed?: number;
  /** Deviation of the weights. Default `scaled(0.01)`, as in the post. */
  readonly scheme?: InitializationScheme;
  /** Default float64. */
  readonly precision?: Precision;
}

/**
 * The first parameters: W normal with the deviation of the scheme, b zero.
 *
 * Weights are drawn in the order l = 1..L, each row by row, from one generator, so that seed 1 gives
 * what `np.random.seed(1)` and `randn(n_l, n_{l-1}) * 0.01` give.
 *
 * Shapes: W[l] (n_l x n_{l-1}), b[l] (n_l x 1).
 * @param layerDims units per layer, input first: `[12288, 5, 5, 1]`
 * @throws {RangeError} when there are fewer than two layers, or a layer is not a positive integer
 * @example
 * initializeParameters([12288, 5, 5, 1], { seed: 1 }).W[1].values[0] // => 0.01624345363663242
 * Source: the post's `initialize_parameters`; He et al. 2015; Glorot and Bengio 2010.
 */
export function initializeParameters(
  layerDims: readonly number[],
  { seed = 1, scheme = scaled(0.01), precision = 'float64' }: InitializationOptions = {},
): Parameters {
  requireLayerDims(layerDims);
  const random = createRandom(seed);
  const W = [zeros(0, 0, precision)];
  const b = [zeros(0, 0, precision)];
  for (let l = 1; l < layerDims.length; l++) {
    const [rows, cols] = [layerDims[l], layerDims[l - 1]];
    const deviation = scheme(cols);
    const matrix = zeros(rows, cols, precision);
    // No draws for a zero deviation: they would leave negative zeros behind.
    if (deviation !== 0) {
      for (let i = 0; i < matrix.values.length; i++) matrix.values[i] = random.normal() * deviation;
    }
    W.push(matrix);
    b.push(zeros(rows, 1, precision));
  }
  return { W, b };
}

function requireLayerDims(layerDims: readonly number[]): void {
  if (layerDims.length < 2) {
    throw new RangeError(
      `A network has an input and an output layer at least; found layers [${layerDims.join()}]`,
    );
  }
  layerDims.forEach((units, l) => {
    if (!Number.isInteger(units) || units < 1) {
      throw new RangeError(
        `Layer ${l} must have a whole number of units, 1 or more; found ${units}`,
      );
    }
  });
}
