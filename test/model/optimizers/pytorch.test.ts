import { describe, test } from 'vitest';
import {
  binaryCrossEntropy,
  firstMoments,
  identity,
  matrix,
  modelBackward,
  modelForward,
  type Network,
  parseOptimizer,
  sigmoid,
  tanh,
} from '../../../src/index.js';
import { parametersOf } from '../../goldens/model.js';
import { goldens } from '../../goldens/optimizers.js';
import { expect } from '../../matchers.js';

/*
 * Every optimizer against PyTorch's in float64, on the network 3-4-1 of the goldens, whose gradients depend on
 * the parameters, with a learning rate that falls.
 */

const { X, Y, batchSize, decreasing, looks } = goldens;

/** The columns of one iteration: the next ones, round and round. */
function batchOf(rows: readonly number[][], iteration: number) {
  return matrix(
    rows.map((row) =>
      Array.from({ length: batchSize }, (_, j) => row[(batchSize * iteration + j) % row.length]),
    ),
  );
}

describe.each(goldens.runs.map((run) => [run.optimizer, run] as const))('%s', (text, run) => {
  test('goes where PyTorch goes, in 50 iterations', () => {
    const optimizer = parseOptimizer(text, (i) => run.learningRate * decreasing[i]);
    const network: Network = {
      layerDims: [3, 4, 1],
      activations: [identity, tanh, sigmoid],
      loss: binaryCrossEntropy,
      parameters: parametersOf(goldens),
    };
    const { W, b } = network.parameters;
    const moments = firstMoments(optimizer, network.parameters);
    const found: number[][][] = [];
    for (let i = 0; i < decreasing.length; i++) {
      const pass = modelForward(network, batchOf(X, i));
      const gradients = modelBackward(network, pass, batchOf(Y, i));
      const settings = { learningRate: optimizer.learningRate(i), update: i + 1 };
      optimizer.updateInto(network.parameters, gradients, settings, moments);
      if (looks.includes(i + 1)) {
        found.push([W[1], b[1], W[2], b[2]].map(({ values }) => [...values]));
      }
    }
    expect(found).toBeAllclose(run.after, { relative: 1e-12 });
  });
});
