import { createNetwork, gradientDescent, maxNorm, momentum, tanh, xavier } from 'gradstream';
import { type Batch, closeLoop, drawBatches, iterate, type WithNetwork } from 'gradstream/streams';
import { lastValueFrom, map, type OperatorFunction } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { randomLabels, randomMatrix } from '../model/randomMatrix.js';
import { bitsOf, type Trained, trainingPhases } from './tinyRun.js';

/*
 * What takes the weights of the first layer out of the span of the examples: with it the layer is trained at
 * full width, though 12 examples of 40 features would pay in Gram form.
 */

const phases: Record<string, () => OperatorFunction<Batch & WithNetwork, Trained>> = {
  L1: () => trainingPhases(gradientDescent(0.1), { l1: 0.4 }),
  'L1 and L2, with momentum': () => trainingPhases(momentum(0.1), { l1: 0.4, l2: 0.2 }),
  maxNorm: () => trainingPhases(maxNorm(0.5, gradientDescent(0.1))),
};

function endOf(
  training: OperatorFunction<Batch & WithNetwork, Trained>,
  firstLayer: 'auto' | 'gram' | 'dense',
  kernels: 'simd' | 'scalar' = 'simd',
): Promise<string[]> {
  return lastValueFrom(
    iterate({ count: 2000 }).pipe(
      drawBatches(
        { X: randomMatrix(40, 12, 5), Y: randomLabels(1, 12, 6) },
        { firstLayer, kernels },
      ),
      closeLoop(createNetwork([40, 4, 3, 1], { hidden: tanh, scheme: xavier }), training),
      map(({ network }) => bitsOf(network)),
    ),
  );
}

describe.each(Object.keys(phases))('training with %s', (name) => {
  test("takes the first layer at full width for firstLayer: 'auto'", async () => {
    expect(await endOf(phases[name](), 'auto')).toEqual(await endOf(phases[name](), 'dense'));
  });

  test('has the same bits in simd and scalar kernels', async () => {
    const simd = await endOf(phases[name](), 'dense', 'simd');
    expect(simd).toEqual(await endOf(phases[name](), 'dense', 'scalar'));
  });

  test('refuses the Gram form when it is asked for', async () => {
    const refusal = endOf(phases[name](), 'gram');
    await expect(refusal).rejects.toThrow(TypeError);
    await expect(refusal).rejects.toThrow(
      /^Cannot train the first layer in Gram form: .*\. Take firstLayer: 'auto' or 'dense'$/,
    );
  });
});
