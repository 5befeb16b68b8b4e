import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  checkGradients,
  createNetwork,
  createRandom,
  matrix,
  permutation,
  readExamples,
  tanh,
} from '../../src/index.js';
import { describeReference } from '../reference.js';

/** That of the published check. */
const EPSILON = 1e-7;

describeReference('checkGradients() on the published files (R3)', (folder) => {
  const network = createNetwork([12288, 5, 5, 1], { hidden: tanh, seed: 1 });

  /** Image 89, its pixels in the order (channel, column, row), divided by a number. */
  async function image(divisor: number) {
    const { values, labels } = await readExamples(join(folder, 'train_catvnoncat.h5'));
    const example = 89;
    const X = Array.from({ length: 12288 }, (_, k) => {
      const [channel, column, row] = [Math.floor(k / 4096), Math.floor(k / 64) % 64, k % 64];
      return [values[example * 12288 + (row * 64 + column) * 3 + channel] / divisor];
    });
    return { X: matrix(X), Y: matrix([[labels[example]]]) };
  }

  test('is given the image that follows the first weights out of the generator', () => {
    const random = createRandom(1);
    for (let i = 0; i < 12288 * 5 + 5 * 5 + 5; i++) random.normal();
    expect(permutation(209, random)[0]).toBe(89);
  });

  test('covers 36 of 61,481 parameters on pixels from 0 to 255, which saturate tanh', async () => {
    const check = checkGradients(network, await image(1), { epsilon: EPSILON });
    expect(check).toMatchObject({ checked: 61481, of: 61481, nonZero: 36 });
    expect(check.saturation).toEqual([0, 1, 0, 0]);
    // Published: 3.0e-9, which is the rounding of the cost over epsilon.
    expect(check.difference).toBeGreaterThan(3e-10);
    expect(check.difference).toBeLessThan(3e-8);
  });

  test('covers all parameters but those of black pixels on pixels from 0 to 1', async () => {
    const data = await image(255);
    const black = data.X.values.filter((x) => x === 0).length;
    const check = checkGradients(network, data, { epsilon: EPSILON });
    expect(check).toMatchObject({ checked: 61481, of: 61481, nonZero: 61481 - 5 * black });
    expect(check.saturation).toEqual([0, 0, 0, 0]);
    expect(check.difference).toBeLessThan(1e-7);
  });

  test('is closer with the epsilon that it takes by itself', async () => {
    expect(checkGradients(network, await image(255)).difference).toBeLessThan(1e-8);
  });
});
