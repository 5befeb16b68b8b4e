import { ShapeError } from '../../errors.js';
import { type Matrix, shapeOf } from '../../numerics/matrix.js';
import { type Gradients, modelBackward } from '../backward.js';
import { modelForward } from '../forward.js';
import { slopeSharesAt } from '../measures/slopeSharesAt.js';
import type { Network } from '../network.js';
import { type CheckSettings, requireCheckSettings } from './checkSettings.js';
import { type Coordinate, chooseCoordinates, countParameters } from './coordinates.js';
import { costNearby } from './costNearby.js';

/** What is checked, and how. */
export interface CheckOptions extends CheckSettings {
  /** What of the units is kept, as `dropoutMasks` has it. Default: all. */
  readonly masks?: readonly Matrix[];
  /** What is compared with the slopes of the cost. Default: what `modelBackward` gives. */
  readonly gradients?: Gradients;
}

/** How gradients compare with the slopes that are measured by moving one parameter at a time. */
export interface GradientCheck {
  /**
   * |gradients - slopes| / (|gradients| + |slopes|), Euclidean norms over what was checked; 0 when all are 0.
   * About 1e-9 for gradients that are right in float64, 1e-7 in float32.
   */
  readonly difference: number;
  /** How many parameters were checked. */
  readonly checked: number;
  /** How many there are. */
  readonly of: number;
  /** How many of the checked gradients are not 0: the others prove little. */
  readonly nonZero: number;
  /** Where gradient and slope are farthest apart. */
  readonly worst: WorstGradient;
  /**
   * The share of the units of each hidden layer, over all examples, that are saturated: they let little of a
   * gradient through. 0 for the inputs and the output.
   */
  readonly saturation: readonly number[];
}

/** One parameter with both its slopes. */
export interface WorstGradient extends Coordinate {
  readonly analytic: number;
  readonly numeric: number;
}

/**
 * Compares gradients with two-sided differences of the cost, (J(p + epsilon) - J(p - epsilon)) / (2 epsilon),
 * parameter by parameter, which are computed in float64 whatever the precision of the network.
 *
 * A rectified unit whose kink lies within epsilon has no slope there, and shows as a difference.
 *
 * Shapes: X (n_0 x m), Y (n_L x m).
 * @throws {RangeError} when epsilon is not positive and finite, the sample not a whole number from 1 on, the
 * seed not an integer from 0 to 2^32 - 1, the threshold negative, or `l1` or `l2` negative or not finite
 * @throws {ShapeError} when the shapes do not fit
 * @example
 * const { difference, checked, of } = checkGradients(createNetwork([2, 3, 1], { hidden: tanh }), { X: matrix([[1], [2]]), Y: matrix([[1]]) });
 * [difference < 1e-7, checked, of] // => [true, 13, 13]
 * Source: the gradient checking post of the series; Bengio 2012, section 4.2.
 */
export function checkGradients(
  network: Network,
  { X, Y }: { readonly X: Matrix; readonly Y: Matrix },
  options: CheckOptions = {},
): GradientCheck {
  const settings = requireCheckSettings(options);
  const { epsilon, sample, seed, saturatedBelow } = settings;
  const { masks } = options;
  const gradients =
    options.gradients ?? modelBackward(network, modelForward(network, X, masks), Y, settings);
  requireAlike('W', network.parameters.W, gradients.dW);
  requireAlike('b', network.parameters.b, gradients.db);
  const wide = widenedNetwork(network);
  const pass = modelForward(wide, widened(X), masks?.map(widened));
  const costAt = costNearby(wide, pass, widened(Y), settings);
  const measured = chooseCoordinates(wide.parameters, sample, seed).map((at) => ({
    ...at,
    analytic: entryOf(at.parameter === 'W' ? gradients.dW : gradients.db, at),
    numeric: (costAt(at, epsilon) - costAt(at, -epsilon)) / (2 * epsilon),
  }));
  return {
    ...compared(measured),
    of: countParameters(wide.parameters),
    saturation: wide.activations.map(
      (_, l) => slopeSharesAt(l, wide, pass, saturatedBelow)?.saturated ?? 0,
    ),
  };
}

/** The figures over all parameters that were measured. */
function compared(measured: readonly WorstGradient[]) {
  let [difference, analyticNorm, numericNorm, nonZero] = [0, 0, 0, 0];
  let worst = measured[0];
  let largest = 0;
  for (const gradient of measured) {
    const { analytic, numeric } = gradient;
    const distance = Math.abs(analytic - numeric);
    difference += distance * distance;
    analyticNorm += analytic * analytic;
    numericNorm += numeric * numeric;
    if (analytic !== 0) nonZero++;
    // What is not a number is the worst of all, and stays it.
    if (distance > largest || (Number.isNaN(distance) && !Number.isNaN(largest))) {
      [worst, largest] = [gradient, distance];
    }
  }
  const size = Math.sqrt(analyticNorm) + Math.sqrt(numericNorm);
  return {
    difference: size === 0 ? 0 : Math.sqrt(difference) / size,
    checked: measured.length,
    nonZero,
    worst,
  };
}

function entryOf(list: readonly Matrix[], { layer, row, col }: Coordinate): number {
  return list[layer].values[row * list[layer].cols + col];
}

/** The network in float64 and in ordinary memory, whatever form its weights have. */
function widenedNetwork(network: Network): Network {
  const { W, b } = network.parameters;
  return { ...network, parameters: { W: W.map(widened), b: b.map(widened) } };
}

function widened({ rows, cols, values }: Matrix): Matrix {
  return {
    rows,
    cols,
    values: values instanceof Float64Array ? values : Float64Array.from(values),
  };
}

function requireAlike(name: string, P: readonly Matrix[], dP: readonly Matrix[]): void {
  for (const [l, { rows, cols }] of P.entries()) {
    const slopes = dP[l];
    if (slopes?.rows !== rows || slopes.cols !== cols) {
      const found = slopes ? shapeOf(slopes) : 'nothing';
      throw new ShapeError(
        `Cannot compare d${name}${l} (${found}) with slopes of ${name}${l} (${rows} x ${cols})`,
      );
    }
  }
}
