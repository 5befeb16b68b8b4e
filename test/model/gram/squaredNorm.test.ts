import { gradientDescent, type L2Options, modelBackward, type Precision, tanh } from 'gradstream';
import {
  closeLoop,
  type DrawOptions,
  drawBatches,
  iterate,
  propagateBackward,
  propagateForward,
  type Step,
  updateParameters,
} from 'gradstream/streams';
import { lastValueFrom, map, pipe, tap, toArray } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { createNetwork, zeros } from '../../../src/index.js';
import { CombinedWeights } from '../../../src/model/gram/combinedWeights.js';
import { OuterGradient } from '../../../src/model/gram/outerGradient.js';
import { copyMatrix } from '../../../src/numerics/matrix.js';
import { squaredNorm, squaredNormBound } from '../../../src/numerics/squaredNorm.js';
import { randomLabels, randomMatrix } from '../randomMatrix.js';

/*
 * The norms of weights and gradients in Gram form against those of the multiplied matrices.
 */

interface Norms {
  readonly gradient: number;
  readonly gradientBound: number;
  readonly denseGradient: number;
  readonly weights: number;
  readonly denseWeights: number;
}

const dataOf = (precision: Precision) => ({
  X: randomMatrix(40, 12, 1, precision),
  Y: randomLabels(1, 12, 2, precision),
});

function normsOf({ dW, network }: Step): Norms {
  const [gradient, weights] = [dW[1], network.parameters.W[1]];
  if (!(gradient instanceof OuterGradient && weights instanceof CombinedWeights)) {
    throw new Error('The first layer is not in Gram form');
  }
  // The norms first: they are to be right before anything is multiplied out.
  return {
    gradient: squaredNorm(gradient),
    gradientBound: squaredNormBound(gradient),
    weights: squaredNorm(weights),
    denseGradient: squaredNorm(copyMatrix(gradient)),
    denseWeights: squaredNorm(copyMatrix(weights)),
  };
}

/** The norms of ten iterations, read between the passes and the update, and behind the loop. */
async function measured(
  draw: DrawOptions,
  { l2 = 0, precision = 'float64' }: L2Options & { precision?: Precision },
): Promise<Norms[]> {
  const before: Norms[] = [];
  const phases = pipe(
    propagateForward(),
    propagateBackward({ l2 }),
    tap((record) => {
      // The weights go over to the Gram form at the first update.
      if (record.index > 0) before.push(normsOf({ ...record, learningRate: 0 }));
    }),
    updateParameters(gradientDescent(0.3)),
  );
  const network = createNetwork([40, 4, 1], { hidden: tanh, precision });
  const behind$ = iterate({ count: 10 }).pipe(
    drawBatches(dataOf(precision), { firstLayer: 'gram', ...draw }),
    closeLoop(network, phases),
    map(normsOf),
    toArray(),
  );
  return [...(await lastValueFrom(behind$)), ...before];
}

describe.each([
  { batchSize: 'full' },
  { batchSize: 5 },
  { batchSize: 5, kernels: 'scalar' },
] as const)('the norms in Gram form are those of the multiplied matrices: %j,', (draw) => {
  test.each([{}, { l2: 0.4 }])('%j', async (options) => {
    const all = await measured(draw, options);
    expect(all).toHaveLength(19);
    for (const { gradient, gradientBound, denseGradient, weights, denseWeights } of all) {
      expect(gradientBound).toBeGreaterThan(gradient * (1 - 1e-12));
      expect(Math.abs(gradient / denseGradient - 1)).toBeLessThan(1e-11);
      expect(Math.abs(weights / denseWeights - 1)).toBeLessThan(1e-11);
    }
  });

  test('float32', async () => {
    for (const norms of await measured(draw, { l2: 0.4, precision: 'float32' })) {
      expect(norms.gradientBound).toBeGreaterThan(norms.gradient * (1 - 1e-5));
      expect(Math.abs(norms.gradient / norms.denseGradient - 1)).toBeLessThan(1e-4);
      expect(Math.abs(norms.weights / norms.denseWeights - 1)).toBeLessThan(1e-4);
    }
  });
});

test('the norm of a gradient of weights at full width is that of the product', async () => {
  const gradients$ = iterate({ count: 1 }).pipe(
    drawBatches(dataOf('float64'), { firstLayer: 'gram' }),
    closeLoop(
      createNetwork([40, 4, 1], { hidden: tanh }),
      pipe(
        propagateForward(),
        propagateBackward(),
        map((record) => ({
          ...record,
          learningRate: 0,
          found: squaredNorm(record.dW[1]),
          expected: squaredNorm(modelBackward(record.network, record, record.Y).dW[1]),
        })),
      ),
    ),
  );
  const { found, expected } = await lastValueFrom(gradients$);
  expect(Math.abs(found / expected - 1)).toBeLessThan(1e-12);
});

test('squaredNormBound() of the gradient of a single example is its norm', async () => {
  const all = await measured({ batchSize: 1 }, {});
  for (const { gradient, gradientBound } of all) {
    expect(Math.abs(gradientBound / gradient - 1)).toBeLessThan(1e-12);
  }
});

test('squaredNorm() of no entries is 0', () => {
  expect(squaredNorm(zeros(0, 0))).toBe(0);
});
