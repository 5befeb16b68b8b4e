import { join } from 'node:path';
import {
  createEvaluator,
  createNetwork,
  type FirstLayer,
  gradientDescent,
  pixelScale,
  readExamples,
  relu,
  toDataset,
} from 'gradstream';
import {
  closeLoop,
  computeCost,
  drawBatches,
  every,
  iterate,
  propagateBackward,
  propagateForward,
  updateParameters,
} from 'gradstream/streams';
import { lastValueFrom, map, pipe, toArray } from 'rxjs';
import { expect, test } from 'vitest';
import { publishedRun } from '../publishedSeries.js';
import { describeReference } from '../reference.js';

describeReference('training with dropout on the published files', (folder) => {
  async function dataOf(file: string) {
    const images = await readExamples(join(folder, file));
    return toDataset(images, { normalizer: pixelScale(12288), keepBytes: true });
  }

  /** Costs of every 100th iteration, and the accuracies after the last one in percent. */
  async function trained(hiddenKeep: number, count: number, firstLayer: FirstLayer) {
    const [train, heldOut] = [
      await dataOf('train_catvnoncat.h5'),
      await dataOf('test_catvnoncat.h5'),
    ];
    const [trainAccuracy, testAccuracy] = [createEvaluator(train), createEvaluator(heldOut)];
    const steps = await lastValueFrom(
      iterate({ count }).pipe(
        drawBatches(train, { firstLayer }),
        closeLoop(
          createNetwork([12288, 10, 10, 1], { hidden: relu, seed: 1 }),
          pipe(
            propagateForward({ dropout: { keep: hiddenKeep, seed: 1, frozen: true } }),
            computeCost(),
            propagateBackward(),
            updateParameters(gradientDescent(0.03)),
          ),
        ),
        every(100),
        map(({ cost, network }) => ({
          cost: cost.toFixed(4),
          train: 100 * trainAccuracy(network),
          test: 100 * testAccuracy(network),
        })),
        toArray(),
      ),
    );
    return { costs: steps.map(({ cost }) => cost), ...steps[steps.length - 1] };
  }

  test.each([
    { name: 'R6_keep1', keep: 1 },
    { name: 'R6_keep0.5', keep: 0.5 },
  ])('gives all 10 published costs and both accuracies ($name)', async ({ name, keep }) => {
    const { publishedCosts, publishedAccuracyPercent } = publishedRun(folder, name);
    const { costs, train, test: heldOut } = await trained(keep, 1000, 'gram');
    expect(costs).toEqual(publishedCosts);
    expect(train).toBeCloseTo(publishedAccuracyPercent.train, 2);
    expect(heldOut).toBeCloseTo(publishedAccuracyPercent.test, 2);
  });

  test('gives the first 2 published costs at full width (R6_keep0.5)', async () => {
    const { costs } = await trained(0.5, 200, 'dense');
    expect(costs).toEqual(publishedRun(folder, 'R6_keep0.5').publishedCosts.slice(0, 2));
  });
});
