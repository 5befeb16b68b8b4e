import {
  accumulate,
  binaryCrossEntropy,
  categoricalCrossEntropy,
  copyNetwork,
  createNetwork,
  createRandom,
  type Dataset,
  type FirstLayer,
  freezing,
  gradientDescent,
  type KernelName,
  type Loss,
  type Matrix,
  matrix,
  meanSquaredError,
  modelForward,
  momentum,
  type Optimizer,
  oneHot,
  type Precision,
  pixelScale,
  tanh,
  toDataset,
  xavier,
  zeros,
} from 'gradstream';
import {
  closeLoop,
  computeCost,
  drawBatches,
  iterate,
  measureAccuracy,
  propagateBackward,
  propagateForward,
  updateParameters,
} from 'gradstream/streams';
import { lastValueFrom, map, pipe, toArray } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { type Trained, trainingPhases } from './tinyRun.js';

/*
 * The Gram form of the first layer against the dense one: 12 examples of 40 features, 40-4-3-1.
 */

const ITERATIONS = 60;

interface Run {
  readonly firstLayer: FirstLayer;
  readonly batchSize?: number | 'full';
  readonly kernels?: KernelName;
  readonly precision?: Precision;
  readonly optimizer?: Optimizer;
  readonly hidden?: readonly number[];
  readonly data?: Pick<Dataset, 'X' | 'Y'>;
  readonly l2?: number;
  readonly loss?: Loss;
}

function labelled(m: number, precision: Precision, seed: number): { X: Matrix; Y: Matrix } {
  const random = createRandom(seed);
  const X = zeros(40, m, precision);
  X.values.forEach((_, i) => {
    X.values[i] = random.normal();
  });
  const Y = zeros(1, m, precision);
  Y.values.forEach((_, i) => {
    Y.values[i] = random.integer(1);
  });
  return { X, Y };
}

function steps<T>(
  look: (step: Trained) => T,
  {
    firstLayer,
    batchSize = 'full',
    kernels = 'simd',
    precision = 'float64',
    optimizer = gradientDescent((iteration) => (iteration < 20 ? 0.1 : 0.3)),
    hidden = [4, 3],
    data = labelled(12, precision, 5),
    l2 = 0,
    loss = binaryCrossEntropy,
  }: Run,
): Promise<T[]> {
  const network = createNetwork([40, ...hidden, data.Y.rows], {
    hidden: tanh,
    scheme: xavier,
    precision,
    loss,
  });
  return lastValueFrom(
    iterate({ count: ITERATIONS }).pipe(
      drawBatches(data, { firstLayer, batchSize, kernels }),
      closeLoop(network, trainingPhases(optimizer, { l2 })),
      map(look),
      toArray(),
    ),
  );
}

/** The largest difference between two lists of lists of numbers. */
function distance(a: readonly ArrayLike<number>[], b: readonly ArrayLike<number>[]): number {
  expect(a.map(({ length }) => length)).toEqual(b.map(({ length }) => length));
  return Math.max(...a.flatMap((row, i) => Array.from(row, (x, j) => Math.abs(x - b[i][j]))));
}

/** The optimizer, which leaves the first layer as it is in the middle of the run. */
function frozenForAWhile(optimizer: Optimizer): Optimizer {
  return {
    ...optimizer,
    updateInto(parameters, gradients, settings, moments) {
      const frozen = settings.update > 20 && settings.update <= 40 ? 1 : 0;
      freezing(optimizer).updateInto(parameters, gradients, { ...settings, frozen }, moments);
    },
  };
}

const everything = ({ cost, network, dW, db, Z, X }: Trained) => [
  cost,
  ...network.parameters.W[1].values,
  ...network.parameters.b[1].values,
  ...dW[1].values,
  ...db[1].values,
  ...Z[1].values,
  ...X.values,
];

describe('the first layer in Gram form', () => {
  for (const kernels of ['simd', 'scalar'] as const) {
    for (const batchSize of ['full', 5, 1] as const) {
      for (const hidden of [[4, 3], []]) {
        test(`is the dense one but for rounding: ${kernels}, batch ${batchSize}, ${hidden.length} hidden layers`, async () => {
          const run = { kernels, batchSize, hidden };
          const gram = await steps(everything, { ...run, firstLayer: 'gram' });
          const dense = await steps(everything, { ...run, firstLayer: 'dense' });
          expect(distance(gram, dense)).toBeLessThan(1e-12);
        });
      }
    }
  }

  const optimizers = {
    'gradient descent': gradientDescent(0.1),
    momentum: momentum(0.05),
    'Nesterov momentum': momentum(0.05, { nesterov: true }),
    'gradient descent with decay': gradientDescent(0.1, { weightDecay: 0.05 }),
    'momentum with decay': momentum(0.05, { weightDecay: 0.05 }),
    'Nesterov momentum with decay': momentum(0.05, { nesterov: true, weightDecay: 0.05 }),
    'accumulated gradient descent': accumulate(3, gradientDescent(0.1)),
    'accumulated Nesterov momentum with decay': accumulate(
      4,
      momentum(0.05, { nesterov: true, weightDecay: 0.05 }),
    ),
    'momentum, frozen for a while': frozenForAWhile(momentum(0.05)),
    'accumulated momentum with decay, frozen for a while': frozenForAWhile(
      accumulate(3, momentum(0.05, { weightDecay: 0.05 })),
    ),
  };
  for (const [name, optimizer] of Object.entries(optimizers)) {
    for (const batchSize of ['full', 5] as const) {
      for (const l2 of [0, 0.7]) {
        test(`is the dense one but for rounding: ${name}, batch ${batchSize}, l2 ${l2}`, async () => {
          const run = { batchSize, optimizer, l2 };
          const gram = await steps(everything, { ...run, firstLayer: 'gram' });
          const dense = await steps(everything, { ...run, firstLayer: 'dense' });
          expect(distance(gram, dense)).toBeLessThan(1e-12);
        });
      }
    }
  }

  test.each(['full', 5] as const)(
    'keeps the bits of frozen weights, batch %s',
    async (batchSize) => {
      const optimizer = frozenForAWhile(momentum(0.05, { weightDecay: 0.05 }));
      const weights = await steps(({ network }) => [...network.parameters.W[1].values], {
        firstLayer: 'gram',
        batchSize,
        optimizer,
      });
      expect(weights.slice(20, 40)).toEqual(weights.slice(20, 40).map(() => weights[19]));
      expect(weights[40]).not.toEqual(weights[19]);
    },
  );
  const classes = Array.from({ length: 12 }, (_, j) => (j * 5) % 3);
  const { X } = labelled(12, 'float64', 5);
  const losses = [
    { loss: categoricalCrossEntropy, Y: oneHot(classes, 3) },
    { loss: meanSquaredError, Y: matrix([classes, classes.toReversed()]) },
  ];
  for (const { loss, Y } of losses) {
    for (const batchSize of ['full', 5] as const) {
      for (const hidden of [[4, 3], []]) {
        test(`is the dense one but for rounding: ${loss.name}, batch ${batchSize}, ${hidden.length} hidden layers`, async () => {
          const optimizer = momentum(0.02);
          const run = { loss, data: { X, Y }, batchSize, hidden, optimizer, l2: 0.1 };
          const gram = await steps(everything, { ...run, firstLayer: 'gram' });
          const dense = await steps(everything, { ...run, firstLayer: 'dense' });
          expect(distance(gram, dense)).toBeLessThan(1e-12);
        });
      }
    }
  }

  test('is the dense one but for rounding in float32', async () => {
    const gram = await steps(everything, { firstLayer: 'gram', precision: 'float32' });
    const dense = await steps(everything, { firstLayer: 'dense', precision: 'float32' });
    expect(distance(gram, dense)).toBeLessThan(2e-5);
  });

  test('gives the same numbers whether or not somebody reads the weights', async () => {
    const watched = await steps(everything, { firstLayer: 'gram', batchSize: 5 });
    const costs = await steps(({ cost }) => cost, { firstLayer: 'gram', batchSize: 5 });
    expect(costs).toEqual(watched.map(([cost]) => cost));
  });

  test('leaves weights that can be copied and scored as any others', async () => {
    const heldOut = labelled(9, 'float64', 6);
    const seen = async (firstLayer: FirstLayer) => {
      const [network] = (await steps((step) => step.network, { firstLayer })).slice(-1);
      return {
        weights: [...copyNetwork(network).parameters.W[1].values],
        accuracies: await Promise.all(
          [heldOut, labelled(12, 'float64', 5)].map((set) =>
            lastValueFrom(
              iterate({ count: 1 }).pipe(
                map(() => ({ network })),
                measureAccuracy(set),
              ),
            ),
          ),
        ),
      };
    };
    const [gram, dense] = [await seen('gram'), await seen('dense')];
    expect(distance([gram.weights], [dense.weights])).toBeLessThan(1e-12);
    expect(gram.accuracies).toEqual(dense.accuracies);
  });

  test('scores other examples as the dense one does, however often they come', async () => {
    const heldOut = labelled(9, 'float64', 6);
    const outputs = (firstLayer: FirstLayer) =>
      steps(({ network }) => [...modelForward(network, heldOut.X).AL.values], { firstLayer });
    expect(distance(await outputs('gram'), await outputs('dense'))).toBeLessThan(1e-12);
  });

  test.each(['full', 5] as const)(
    'trains on bytes as on their numbers, batch %s',
    async (batchSize) => {
      const random = createRandom(7);
      const pixels = {
        values: Uint8Array.from({ length: 12 * 40 }, () => random.integer(255)),
        labels: Uint8Array.from({ length: 12 }, () => random.integer(1)),
        exampleShape: [40],
        classNames: ['a', 'b'],
      };
      const runs = (['dense', 'gram'] as const).flatMap((firstLayer) =>
        (['scalar', 'simd'] as const).flatMap((kernels) =>
          [true, false].map((keepBytes) => {
            const data = toDataset(pixels, { normalizer: pixelScale(40), keepBytes });
            const optimizer = gradientDescent(0.05);
            return steps(everything, { firstLayer, kernels, batchSize, data, optimizer });
          }),
        ),
      );
      const [scalar, ...others] = await Promise.all(runs);
      for (const other of others) expect(distance(other, scalar)).toBeLessThan(1e-12);
      // Dense bytes give the very bits of their numbers.
      expect(others.slice(0, 3)).toEqual([scalar, scalar, scalar]);
    },
  );

  /** Moves each weight by the sign of its slope: not linear. */
  const signDescent: Optimizer = {
    name: 'signDescent',
    learningRate: () => 0.01,
    updateInto({ W, b }, { dW, db }, { learningRate }) {
      const move = (P: Matrix, dP: Matrix) =>
        P.values.forEach((_, i) => {
          P.values[i] -= learningRate * Math.sign(dP.values[i]);
        });
      W.forEach((P, l) => {
        move(P, dW[l]);
      });
      b.forEach((P, l) => {
        move(P, db[l]);
      });
    },
  };

  test('is not chosen for an optimizer that is not linear', async () => {
    const auto = await steps(everything, { firstLayer: 'auto', optimizer: signDescent });
    const dense = await steps(everything, { firstLayer: 'dense', optimizer: signDescent });
    expect(auto).toEqual(dense);
  });

  test('refuses such an optimizer when it is asked for', async () => {
    await expect(steps(everything, { firstLayer: 'gram', optimizer: signDescent })).rejects.toThrow(
      /optimizer does not say that it is linear/,
    );
  });

  test.each([gradientDescent(0.3), momentum(0.1)])(
    'takes another gradient that is put in the place of its own',
    async (optimizer) => {
      const run = (firstLayer: FirstLayer) => {
        const network = createNetwork([40, 4, 1], { hidden: tanh, scheme: xavier });
        const clipped = pipe(
          propagateForward(),
          computeCost(),
          propagateBackward(),
          map((step) => {
            if (step.index < 10) return step;
            const [empty, { rows, cols, values }, last] = step.dW;
            const halves = { rows, cols, values: values.map((slope) => slope / 2) };
            return { ...step, dW: [empty, halves, last] };
          }),
          updateParameters(optimizer),
        );
        return lastValueFrom(
          iterate({ count: 20 }).pipe(
            drawBatches(labelled(12, 'float64', 5), { firstLayer, batchSize: 5 }),
            closeLoop(network, clipped),
            map(({ cost }) => [cost]),
            toArray(),
          ),
        );
      };
      expect(distance(await run('gram'), await run('dense'))).toBeLessThan(1e-12);
    },
  );
});
