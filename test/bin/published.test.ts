import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeBlas } from '../describeBlas.js';
import { publishedRun } from '../publishedSeries.js';
import { describeReference } from '../reference.js';
import { events, train } from './command.js';

const MINUTES = 60_000;

describeReference('gradstream train on the published files', (folder) => {
  const published = (name: string) => publishedRun(folder, name).publishedCosts;

  async function trainPublished(activation: string, ...more: readonly string[]) {
    const { code, stdout, stderr } = await train(
      ...['--train', join(folder, 'train_catvnoncat.h5')],
      ...['--test', join(folder, 'test_catvnoncat.h5')],
      ...['--hidden', '5,5', '--activation', activation, '--iterations', '3000'],
      ...['--learning-rate', '0.03', '--seed', '1', '--json', ...more],
    );
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const all = events(stdout);
    return {
      costs: all.filter(({ type }) => type === 'cost').map(({ cost }) => Number(cost)),
      result: all.at(-1),
    };
  }

  test(
    'with ReLU gives all 30 published costs to 4 decimals, and 42.00 % (R2)',
    async () => {
      const { costs, result } = await trainPublished('relu');
      expect(costs.map((cost) => cost.toFixed(4))).toEqual(published('R2'));
      expect(result).toMatchObject({ type: 'result', iterations: 3000, testAccuracy: 0.42 });
    },
    10 * MINUTES,
  );

  describeBlas('with blas kernels', () => {
    for (const form of ['gram', 'dense']) {
      test(
        `and ReLU gives the same (R2), ${form} first layer`,
        async () => {
          const settings = ['--kernels', 'blas', '--first-layer', form];
          const { costs, result } = await trainPublished('relu', ...settings);
          expect(costs.map((cost) => cost.toFixed(4))).toEqual(published('R2'));
          expect(result).toMatchObject({ type: 'result', iterations: 3000, testAccuracy: 0.42 });
        },
        10 * MINUTES,
      );
    }
  });

  test(
    'with tanh gives 21 published costs to 4 decimals (R1), and 19 to 1e-12 (R5, lambda 0)',
    async () => {
      const { costs } = await trainPublished('tanh');
      const fourDecimals = costs.map((cost) => cost.toFixed(4));
      expect(fourDecimals.slice(0, 21)).toEqual(published('R1').slice(0, 21));
      const exact = published('R5_lambda0').slice(0, 19).map(Number);
      const differences = exact.map((cost, row) => Math.abs(costs[row] - cost));
      expect(Math.max(...differences)).toBeLessThan(1e-12);
    },
    10 * MINUTES,
  );
});
