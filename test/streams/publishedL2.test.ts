import { readFileSync } from 'node:fs';
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
import { closeLoop, drawBatches, every, iterate } from 'gradstream/streams';
import { lastValueFrom, map, toArray } from 'rxjs';
import { expect, test } from 'vitest';
import { describeReference } from '../reference.js';
import { trainingPhases } from './tinyRun.js';

const L2 = 0.02;

describeReference('training with L2 of 0.02 on the published files', (folder) => {
  function published(): number[] {
    const series: Record<string, { readonly publishedCosts: readonly string[] }> = JSON.parse(
      readFileSync(join(folder, 'series.json'), 'utf8'),
    );
    return series['R5_lambda0.02'].publishedCosts.map(Number);
  }

  /** The costs every 100 iterations, with the squares of the biases that the published ones count too. */
  async function costs(count: number, firstLayer: FirstLayer): Promise<number[]> {
    const images = await readExamples(join(folder, 'train_catvnoncat.h5'));
    const data = toDataset(images, { normalizer: pixelScale(12288), keepBytes: true });
    const m = data.Y.cols;
    const squares = (values: Iterable<number>) => [...values].reduce((sum, b) => sum + b * b, 0);
    const step$ = iterate({ count }).pipe(
      drawBatches(data, { firstLayer }),
      closeLoop(
        createNetwork([12288, 5, 5, 1], { hidden: tanh, seed: 1 }),
        // The cost is that of the parameters before the update, and so must be the biases.
        (batch$) =>
          batch$.pipe(
            map((batch) => ({
              ...batch,
              biases: batch.network.parameters.b.map(({ values }) => squares(values)),
            })),
            trainingPhases(gradientDescent(0.03), { l2: L2 }),
          ),
      ),
      every(100),
      map(({ cost, ...step }) =>
        'biases' in step && Array.isArray(step.biases)
          ? cost + (L2 / (2 * m)) * step.biases.reduce((sum, b) => sum + b, 0)
          : Number.NaN,
      ),
      toArray(),
    );
    return lastValueFrom(step$);
  }

  test('gives 19 published costs to 1e-12 and 21 to 4 decimals, in Gram form (R5)', async () => {
    const rows = await costs(2100, 'gram');
    const expected = published();
    const differences = rows.map((cost, row) => Math.abs(cost - expected[row]));
    expect(Math.max(...differences.slice(0, 19))).toBeLessThan(1e-12);
    expect(Math.max(...differences)).toBeLessThan(5e-5);
  });

  test('gives the first 3 published costs to 1e-12 at full width (R5)', async () => {
    const rows = await costs(300, 'dense');
    const expected = published();
    const differences = rows.map((cost, row) => Math.abs(cost - expected[row]));
    expect(Math.max(...differences)).toBeLessThan(1e-12);
  });
});
