import {
  copyNetwork,
  l1Penalty,
  l2Penalty,
  type Matrix,
  modelBackward,
  modelForward,
  type Network,
  type PenaltyOptions,
} from '../../src/index.js';

/** How gradients compare with the slopes that were measured by moving one parameter at a time. */
export interface CentralDifferences {
  /** |gradients - slopes| / (|gradients| + |slopes|), in the Euclidean norm over all parameters. */
  readonly relativeDifference: number;
  /** How many gradients there are, and how many of them are not 0. */
  readonly count: number;
  readonly nonZero: number;
  /** What was measured, for all W and then all b. */
  readonly slopes: readonly number[];
}

/** Small enough for the curvature to vanish, large enough for rounding to: the cube root of 2^-52. */
const STEP = 6e-6;

/** Compares `modelBackward` with central differences of the cost, (J(p + h) - J(p - h)) / 2h. */
export function centralDifferences(
  network: Network,
  X: Matrix,
  Y: Matrix,
  { l1 = 0, l2 = 0 }: PenaltyOptions = {},
): CentralDifferences {
  const { dW, db } = modelBackward(network, modelForward(network, X), Y, { l1, l2 });
  const moved = copyNetwork(network);
  const { W, b } = moved.parameters;
  const gradients = [...dW, ...db].flatMap(({ values }) => [...values]);
  const slopes = [...W, ...b].flatMap(({ values }) =>
    Array.from(values, (p, i) => {
      const costAt = (value: number) => {
        values[i] = value;
        const { Z } = modelForward(moved, X);
        const m = Y.cols;
        return network.loss.cost(Z[Z.length - 1], Y) + l2Penalty(W, l2, m) + l1Penalty(W, l1, m);
      };
      const slope = (costAt(p + STEP) - costAt(p - STEP)) / (2 * STEP);
      values[i] = p;
      return slope;
    }),
  );
  const differences = gradients.map((g, i) => g - slopes[i]);
  return {
    relativeDifference: norm(differences) / (norm(gradients) + norm(slopes)),
    count: gradients.length,
    nonZero: gradients.filter((g) => g !== 0).length,
    slopes,
  };
}

function norm(values: readonly number[]): number {
  return Math.hypot(...values);
}
