import { join } from 'node:path';
import {
  createNetwork,
  type FirstLayer,
  gradientDescent,
  pixelScale,
  readExamples,
  tanh,
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

describeReference('training with L2 on the published files', (folder) => {
  /** The costs every 100 iterations, biases counted as the published ones count them. */
  async function costs(l2: number, count: number, firstLayer: FirstLayer): Promise<number[]> {
    const images = await readExamples(join(folder, 'train_catvnoncat.h5'));
    const data = toDataset(images, { normalizer: pixelScale(12288), keepBytes: true });
    return lastValueFrom(
      iterate({ count }).pipe(
        drawBatches(data, { firstLayer }),
        closeLoop(
          createNetwork([12288, 5, 5, 1], { hidden: tanh, seed: 1 }),
          pipe(
            propagateForward(),
            computeCost({ l2, countBiases: true }),
            propagateBackward({ l2 }),
            updateParameters(gradientDescent(0.03)),
          ),
        ),
        every(100),
        map(({ cost }) => cost),
        toArray(),
      ),
    );
  }

  /** How far each row is from the published one. */
  async function differences(
    name: string,
    ...run: Parameters<typeof costs>
  ): Promise<readonly number[]> {
    const published = publishedRun(folder, name).publishedCosts.map(Number);
    return (await costs(...run)).map((cost, row) => Math.abs(cost - published[row]));
  }

  test.each([
    { name: 'R5_lambda0.02', l2: 0.02 },
    { name: 'R5_lambda0', l2: 0 },
  ])(
    'gives 19 published costs to 1e-12 and 21 to 4 decimals, in Gram form ($name)',
    async ({ name, l2 }) => {
      const rows = await differences(name, l2, 2100, 'gram');
      expect(rows).toHaveLength(21);
      expect(Math.max(...rows.slice(0, 19))).toBeLessThan(1e-12);
      expect(Math.max(...rows)).toBeLessThan(5e-5);
    },
  );

  test('gives the first 3 published costs to 1e-12 at full width (R5_lambda0.02)', async () => {
    const rows = await differences('R5_lambda0.02', 0.02, 300, 'dense');
    expect(rows).toHaveLength(3);
    expect(Math.max(...rows)).toBeLessThan(1e-12);
  });
});
