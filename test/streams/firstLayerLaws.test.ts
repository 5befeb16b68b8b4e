import {
  accumulate,
  copyMatrix,
  copyNetwork,
  createNetwork,
  createRandom,
  gradientDescent,
  type Matrix,
  modelBackward,
  modelForward,
  momentum,
  tanh,
  xavier,
  zeros,
} from 'gradstream';
import {
  type Backward,
  type Batch,
  closeLoop,
  computeCost,
  drawBatches,
  iterate,
  propagateBackward,
  propagateForward,
  updateParameters,
  type WithNetwork,
} from 'gradstream/streams';
import { concatMap, lastValueFrom, map, of, pipe, toArray } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { randomLabels, randomMatrix } from '../model/randomMatrix.js';

/*
 * Whatever a pipeline does between the phases, the Gram form of the first layer is the dense one but for
 * rounding, in every set of kernels.
 */

const X = randomMatrix(40, 12, 5);
const Y = randomLabels(1, 12, 6);
const seen: Matrix = zeros(40, 9);

type WithBatch = Batch & WithNetwork;

/** What may stand before the forward pass, and between the passes and the update. */
const pipelines: Record<
  string,
  {
    readonly before?: (batch: WithBatch) => WithBatch;
    readonly between?: (gradients: Backward) => Backward;
  }
> = {
  'nothing more': {},
  'other gradients of the biases': {
    between: (step) =>
      step.index < 3 ? step : { ...step, db: step.db.map(({ rows, cols }) => zeros(rows, cols)) },
  },
  'a clipped gradient of the first weights': {
    between: (step) =>
      step.index % 7 !== 6
        ? step
        : { ...step, dW: step.dW.map((dW, l) => (l === 1 ? halved(dW) : dW)) },
  },
  'other weights of the last layer': {
    between: (step) => {
      const { W, b } = step.network.parameters;
      const parameters = { W: W.map((A, l) => (l === 2 ? copyMatrix(A) : A)), b };
      return step.index % 5 !== 4 ? step : { ...step, network: { ...step.network, parameters } };
    },
  },
  'other biases': {
    between: (step) => {
      const { W, b } = step.network.parameters;
      const network = { ...step.network, parameters: { W, b: b.map(copyMatrix) } };
      return step.index % 5 !== 4 ? step : { ...step, network };
    },
  },
  'a copy of the network': {
    between: (step) => (step.index === 8 ? { ...step, network: copyNetwork(step.network) } : step),
  },
  'batches of its own now and then': {
    before: (batch) =>
      batch.index % 6 !== 5
        ? batch
        : { ...batch, X: { ...copyMatrix(batch.X), values: batch.X.values.map((x) => x + 0.1) } },
  },
  'a look at other gradients before the update': {
    between: (step) => {
      const others = { ...step.Y, values: step.Y.values.map((y) => 1 - y) };
      modelBackward(step.network, modelForward(step.network, step.X), others);
      return step;
    },
  },
  'a matrix put into a list that was handed over': {
    between: (step) => {
      if (step.index % 4 === 3) Reflect.set(step.dW, 2, halved(step.dW[2]));
      return step;
    },
  },
  'a look at examples that are written again': {
    between: (step) => {
      const random = createRandom(step.index);
      for (let i = 0; i < seen.values.length; i++) seen.values[i] = random.normal();
      outputs.push(...modelForward(step.network, seen).AL.values);
      return step;
    },
  },
};

let outputs: number[] = [];

function halved({ rows, cols, values }: Matrix): Matrix {
  return { rows, cols, values: values.map((slope) => slope / 2) };
}

async function run(
  name: string,
  firstLayer: 'gram' | 'dense',
  kernels: 'simd' | 'scalar',
  batchSize: number | 'full',
  optimizer: ReturnType<typeof gradientDescent>,
): Promise<number[]> {
  const { before = (batch) => batch, between = (step) => step } = pipelines[name];
  outputs = [];
  const costs = await lastValueFrom(
    iterate({ count: 30 }).pipe(
      drawBatches({ X, Y }, { firstLayer, kernels, batchSize }),
      closeLoop(
        createNetwork([40, 4, 1], { hidden: tanh, scheme: xavier }),
        pipe(
          map(before),
          propagateForward(),
          computeCost({ l2: 0.1 }),
          propagateBackward({ l2: 0.1 }),
          map((step) => Object.assign({ cost: step.cost }, between(step))),
          updateParameters(optimizer),
        ),
      ),
      map((step) => step.cost),
      toArray(),
    ),
  );
  return [...costs, ...outputs];
}

const optimizers = {
  'gradient descent': gradientDescent(0.1),
  momentum: momentum(0.05),
  'accumulated momentum with decay': accumulate(3, momentum(0.05, { weightDecay: 0.02 })),
};

for (const name of Object.keys(pipelines)) {
  describe(`the Gram form with ${name}`, () => {
    for (const [step, optimizer] of Object.entries(optimizers)) {
      for (const batchSize of ['full', 5] as const) {
        test(`is the dense one but for rounding: ${step}, batch ${batchSize}`, async () => {
          const expected = await run(name, 'dense', 'scalar', batchSize, optimizer);
          expect(await run(name, 'dense', 'simd', batchSize, optimizer)).toEqual(expected);
          for (const kernels of ['simd', 'scalar'] as const) {
            const found = await run(name, 'gram', kernels, batchSize, optimizer);
            found.forEach((number, i) => {
              expect(Math.abs(number - expected[i])).toBeLessThan(1e-10);
            });
          }
        });
      }
    }
  });
}

test('a second backward pass on its way does not disturb the first', async () => {
  const flipped = map((step: Backward) => ({
    ...step,
    Y: { ...step.Y, values: step.Y.values.map((y) => 1 - y) },
  }));
  const costs = (firstLayer: 'gram' | 'dense') =>
    lastValueFrom(
      iterate({ count: 20 }).pipe(
        drawBatches({ X, Y }, { firstLayer }),
        closeLoop(
          createNetwork([40, 4, 1], { hidden: tanh, scheme: xavier }),
          pipe(
            propagateForward(),
            computeCost(),
            propagateBackward(),
            concatMap((step) =>
              of(step).pipe(
                flipped,
                propagateBackward(),
                map(() => step),
              ),
            ),
            updateParameters(gradientDescent(0.1)),
          ),
        ),
        map(({ cost }) => cost),
        toArray(),
      ),
    );
  const dense = await costs('dense');
  (await costs('gram')).forEach((cost, i) => {
    expect(Math.abs(cost - dense[i])).toBeLessThan(1e-12);
  });
});
