import {
  copyNetwork,
  createNetwork,
  type DropoutOptions,
  descend,
  dropoutMasks,
  type FirstLayer,
  gradientDescent,
  type KernelName,
  modelBackward,
  modelForward,
  momentum,
  type Precision,
  planBatches,
  relu,
  tanh,
  xavier,
} from 'gradstream';
import {
  closeLoop,
  computeCost,
  copy,
  drawBatches,
  iterate,
  propagateBackward,
  propagateForward,
  updateParameters,
} from 'gradstream/streams';
import { lastValueFrom, map, pipe, tap, toArray } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { randomLabels, randomMatrix } from '../model/randomMatrix.js';
import { bitsOf, columnsOf, recordAt } from './tinyRun.js';

interface Run {
  readonly dropout?: DropoutOptions;
  readonly batchSize?: number | 'full';
  readonly firstLayer?: FirstLayer;
  readonly kernels?: KernelName;
  readonly precision?: Precision;
  readonly optimizer?: ReturnType<typeof gradientDescent>;
  readonly count?: number;
}

function dataOf(precision: Precision = 'float64') {
  return { X: randomMatrix(40, 12, 5, precision), Y: randomLabels(1, 12, 6, precision) };
}

function networkOf(precision: Precision = 'float64') {
  return createNetwork([40, 6, 5, 1], { hidden: [tanh, relu], scheme: xavier, precision });
}

function runOf({
  dropout,
  batchSize = 'full',
  firstLayer = 'dense',
  kernels = 'simd',
  precision = 'float64',
  optimizer = gradientDescent(0.1),
  count = 40,
}: Run) {
  return iterate({ count }).pipe(
    drawBatches(dataOf(precision), { batchSize, firstLayer, kernels }),
    closeLoop(
      networkOf(precision),
      pipe(
        propagateForward(dropout && { dropout }),
        computeCost(),
        propagateBackward(),
        updateParameters(optimizer),
      ),
    ),
  );
}

const endOf = (run: Run) => lastValueFrom(runOf(run).pipe(map(({ network }) => bitsOf(network))));

describe('training with dropout', () => {
  const dropouts: Record<string, DropoutOptions> = {
    'of hidden units': { keep: 0.5, seed: 3 },
    'of each layer': { keep: [0.9, 0.7, 0.6] },
    'with frozen masks': { keep: 0.5, frozen: true },
  };
  const cases = Object.entries(dropouts).flatMap(([name, dropout]) =>
    (['float64', 'float32'] as const).flatMap((precision) =>
      (['full', 5] as const).map((batchSize) => ({ name, dropout, precision, batchSize })),
    ),
  );

  test.each(cases)(
    'has the bits of a loop over the pure functions: $name, $precision, batch $batchSize',
    async ({ dropout, precision, batchSize }) => {
      const { X, Y } = dataOf(precision);
      const plan = planBatches(12, { batchSize });
      let network = copyNetwork(networkOf(precision));
      for (let i = 0; i < 40; i++) {
        const examples = plan.examplesOf(i);
        const masks = dropoutMasks(network, examples.length, dropout, i);
        const pass = modelForward(network, columnsOf(X, examples), masks);
        const gradients = modelBackward(network, pass, columnsOf(Y, examples));
        network = { ...network, parameters: descend(network.parameters, gradients, 0.1) };
      }
      for (const kernels of ['simd', 'scalar'] as const) {
        expect(await endOf({ dropout, precision, batchSize, kernels })).toEqual(bitsOf(network));
      }
    },
  );

  test('that keeps everything has the bits of training without', async () => {
    expect(await endOf({ dropout: { keep: 1 } })).toEqual(await endOf({}));
    expect(await endOf({ dropout: { keep: 0.5 } })).not.toEqual(await endOf({}));
  });

  test('writes masks and activations into the same memory at each iteration', async () => {
    const seen = new Set<unknown>();
    const run$ = runOf({ dropout: { keep: [0.9, 0.5, 0.5] } }).pipe(
      tap(({ A, masks = [], undropped = [] }) => {
        for (const list of [masks, undropped]) seen.add(list);
        for (const { values } of [...A, ...masks, ...undropped]) seen.add(values);
      }),
    );
    await lastValueFrom(run$);
    // Two lists; A[0..3]; three masks and an empty one; g(Z[1]), g(Z[2]) and one more empty one.
    expect(seen.size).toBe(2 + 4 + 4 + 3);
  });

  test('that comes and goes leaves nothing of an earlier iteration, and takes no memory anew', async () => {
    const seen = new Set<unknown>();
    const keep = (iteration: number) => (iteration % 2 === 0 ? 0.5 : 1);
    const phases = pipe(
      propagateForward({ dropout: { keep } }),
      propagateBackward(),
      updateParameters(gradientDescent(0.1)),
    );
    const run$ = iterate({ count: 6 }).pipe(
      drawBatches(dataOf()),
      closeLoop(networkOf(), phases),
      tap(({ index, undropped = [] }) => {
        expect(undropped.map(({ cols }) => cols)).toEqual(
          index % 2 === 0 ? [0, 12, 12, 0] : [0, 0, 0, 0],
        );
        for (const { values } of undropped) if (values.length > 0) seen.add(values);
      }),
    );
    await lastValueFrom(run$);
    expect(seen.size).toBe(2);
  });
});

describe('propagateForward({ dropout })', () => {
  test('draws the masks of the iteration, whenever it comes', async () => {
    const dropout = { keep: 0.5, seed: 8 };
    const record = { ...recordAt(1), index: 700 };
    const { network, X } = record;
    const { masks } = await lastValueFrom(
      iterate({ count: 1 }).pipe(
        map(() => record),
        propagateForward({ dropout }),
      ),
    );
    expect(masks).toEqual(dropoutMasks(network, X.cols, dropout, 700));
  });

  test('drops inputs in A[0] and leaves X', async () => {
    const run$ = runOf({ dropout: { keep: [0.5, 1, 1] }, count: 1 }).pipe(copy());
    const { X, A, masks = [] } = await lastValueFrom(run$);
    expect([...X.values]).toEqual([...dataOf().X.values]);
    expect([...A[0].values]).toEqual(Array.from(X.values, (x, i) => x * masks[0].values[i]));
  });

  test('adds no masks to the record without dropout', async () => {
    expect(Object.keys(await lastValueFrom(runOf({ count: 1 })))).not.toContain('masks');
  });

  test.each([0, 1.5, Number.NaN])('throws at the call for a keep probability of %d', (keep) => {
    expect(() => propagateForward({ dropout: { keep } })).toThrow(RangeError);
  });

  test('fails when there is not one probability for each layer', async () => {
    await expect(endOf({ dropout: { keep: [1, 0.5] } })).rejects.toThrow(
      new RangeError(
        'A network of 3 layers keeps units of layers 0 to 2, with 3 probabilities; found 2',
      ),
    );
  });
});

test('copy() keeps the masks of dropout', async () => {
  const steps = await lastValueFrom(
    runOf({ dropout: { keep: 0.5 }, count: 2 }).pipe(copy(), toArray()),
  );
  steps.forEach(({ network, masks = [], undropped = [] }, iteration) => {
    const drawn = dropoutMasks(network, 12, { keep: 0.5 }, iteration);
    expect(masks.map(({ values }) => [...values])).toEqual(drawn.map(({ values }) => [...values]));
    expect(undropped).toHaveLength(4);
  });
  expect(steps[0].masks?.[1].values.buffer).not.toBe(steps[1].masks?.[1].values.buffer);
});

describe('the first layer with dropout', () => {
  const numbersOf = (run: Run) =>
    lastValueFrom(
      runOf(run).pipe(
        map(({ cost, dW, network }) => [
          cost,
          ...dW[1].values,
          ...network.parameters.W[1].values,
          ...network.parameters.b[1].values,
        ]),
        toArray(),
      ),
    );

  for (const optimizer of [gradientDescent(0.1), momentum(0.05)]) {
    for (const batchSize of ['full', 5] as const) {
      test(`of hidden units is the dense one but for rounding in Gram form, batch ${batchSize}`, async () => {
        const run = { dropout: { keep: 0.6 }, optimizer, batchSize };
        const gram = await numbersOf({ ...run, firstLayer: 'gram' });
        const dense = await numbersOf({ ...run, firstLayer: 'dense' });
        const differences = gram.flatMap((row, i) => row.map((x, j) => Math.abs(x - dense[i][j])));
        expect(Math.max(...differences)).toBeLessThan(1e-12);
      });
    }
  }

  test('of the inputs is trained at full width, whatever pays', async () => {
    const run = { dropout: { keep: [0.8, 0.5, 0.5] }, count: 2000 };
    expect(await endOf({ ...run, firstLayer: 'auto' })).toEqual(
      await endOf({ ...run, firstLayer: 'dense' }),
    );
  });

  test('of the inputs refuses the Gram form when it is asked for', async () => {
    const run = { dropout: { keep: [0.8, 1, 1] }, firstLayer: 'gram' } as const;
    await expect(endOf(run)).rejects.toThrow(
      new TypeError(
        "Cannot train the first layer in Gram form: inputs are dropped. Take firstLayer: 'auto' or 'dense'",
      ),
    );
  });
});
