import { describe, test } from 'vitest';
import {
  categoricalCrossEntropy,
  createNetwork,
  descend,
  type Loss,
  layerForward,
  type Matrix,
  matrix,
  meanSquaredError,
  modelBackward,
  modelForward,
  type Precision,
  parseLoss,
  softmax,
  tanh,
  xavier,
  zeros,
} from '../../../src/index.js';
import { type GoldenTraining, lossGoldens } from '../../goldens/losses.js';
import { byLayer, parametersOf } from '../../goldens/model.js';
import { expect } from '../../matchers.js';
import { centralDifferences } from '../centralDifferences.js';
import { randomMatrix } from '../randomMatrix.js';

/*
 * Whole networks with each of the losses that are not that of the post.
 */

function trained({ layerDims, loss, learningRate, X, Y, ...first }: GoldenTraining) {
  let network = {
    ...createNetwork(layerDims, { hidden: tanh, loss: parseLoss(loss) }),
    parameters: parametersOf(first),
  };
  const costs: number[] = [];
  const gradientsOf = () => {
    const pass = modelForward(network, matrix(X));
    costs.push(network.loss.cost(pass.Z[pass.Z.length - 1], matrix(Y)));
    return modelBackward(network, pass, matrix(Y));
  };
  const gradients = gradientsOf();
  for (let step = 0; step < 10; step++) {
    const parameters = descend(
      network.parameters,
      step === 0 ? gradients : gradientsOf(),
      learningRate,
    );
    network = { ...network, parameters };
  }
  return { gradients, costs, parameters: network.parameters };
}

describe.each(
  lossGoldens.networks.map(
    (golden) => [`${golden.layerDims.join('-')} with ${golden.loss}`, golden] as const,
  ),
)('%s, against PyTorch,', (_name, golden) => {
  const { gradients, costs, parameters } = trained(golden);
  const rounding = { relative: 1e-12, absolute: 1e-15 };

  test('has the gradients', () => {
    expect(gradients.dW).toBeAllclose(byLayer(golden.dW), rounding);
    expect(gradients.db).toBeAllclose(byLayer(golden.db), rounding);
  });

  test('has the costs of ten steps', () => {
    expect(costs).toBeAllclose(golden.costs, rounding);
  });

  test('has the parameters after ten steps', () => {
    const expected = parametersOf(golden.after10);
    expect(parameters.W).toBeAllclose(expected.W, rounding);
    expect(parameters.b).toBeAllclose(expected.b, rounding);
  });
});

const targetsOf = new Map<Loss, (n: number, m: number, precision?: Precision) => Matrix>([
  [
    categoricalCrossEntropy,
    (n, m, precision) => {
      const Y = zeros(n, m, precision);
      for (let j = 0; j < m; j++) Y.values[((j * 7) % n) * m + j] = 1;
      return Y;
    },
  ],
  [meanSquaredError, (n, m, precision) => randomMatrix(n, m, 7, precision)],
]);

const cases = [...targetsOf].flatMap(([loss, targets]) =>
  [
    [4, 3],
    [4, 5, 2],
    [3, 4, 4, 3],
  ].map((layerDims) => ({
    name: `${loss.name} in ${layerDims.join('-')}`,
    loss,
    layerDims,
    targets,
  })),
);

describe.each(cases)('modelBackward() with $name', ({ loss, layerDims, targets }) => {
  const network = createNetwork(layerDims, { hidden: tanh, loss, scheme: xavier, seed: 5 });
  for (const { values } of network.parameters.b) values.set(values.map((_, i) => 0.1 * (i + 1)));
  const [n0, nL] = [layerDims[0], layerDims[layerDims.length - 1]];

  test('gives the slopes of the cost, by central differences', () => {
    const check = centralDifferences(network, randomMatrix(n0, 8, 6), targets(nL, 8));
    expect(check.relativeDifference).toBeLessThan(1e-7);
    expect(check.nonZero).toBe(check.count);
  });

  test('in float32 stays close to float64', () => {
    const narrow = (list: readonly Matrix[]) =>
      list.map((A) => ({ ...A, values: Float32Array.from(A.values) }));
    const { W, b } = network.parameters;
    const single = { ...network, parameters: { W: narrow(W), b: narrow(b) } };
    const pass = modelForward(single, randomMatrix(n0, 8, 6, 'float32'));
    const { dW, db } = modelBackward(single, pass, targets(nL, 8, 'float32'));
    const exact = modelBackward(
      network,
      modelForward(network, randomMatrix(n0, 8, 6)),
      targets(nL, 8),
    );
    expect(pass.AL.values).toBeInstanceOf(Float32Array);
    expect([...dW, ...db]).toBeAllclose([...exact.dW, ...exact.db], {
      relative: 1e-4,
      absolute: 1e-6,
    });
  });
});

test('a loss of one own trains as any other: squared errors behind a tanh', () => {
  const errors = (ZL: Matrix, Y: Matrix) =>
    Array.from(ZL.values, (z, i) => tanh.value(z) - Y.values[i]);
  const own: Loss = {
    name: 'boundedError',
    task: 'values',
    output: tanh,
    cost: (ZL, Y) => errors(ZL, Y).reduce((sum, error) => sum + error ** 2, 0) / Y.cols,
    slopesInto(dZL, { values: a }, { values: y }) {
      a.forEach((value, i) => {
        dZL.values[i] = 2 * (value - y[i]) * tanh.derivative(0, value);
      });
      return dZL;
    },
  };
  const network = createNetwork([4, 3, 2], { hidden: tanh, loss: own, scheme: xavier });
  const check = centralDifferences(network, randomMatrix(4, 8, 6), randomMatrix(2, 8, 7));
  expect(check.relativeDifference).toBeLessThan(1e-7);
});

test('layerForward() takes a softmax, and chains up to modelForward()', () => {
  const network = createNetwork([4, 3], { loss: categoricalCrossEntropy, scheme: xavier });
  const { W, b } = network.parameters;
  const X = randomMatrix(4, 8, 6);
  expect(layerForward(X, W[1], b[1], softmax).A).toEqual(modelForward(network, X).AL);
});
