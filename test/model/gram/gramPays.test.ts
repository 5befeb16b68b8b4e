import { expect, test } from 'vitest';
import { gramPays } from '../../../src/model/gram/gramPays.js';

const cats = { n: 12288, m: 209, units: 5, batchSize: 209 };

test('gramPays() for the published job, from the iteration on that repays K', () => {
  expect(gramPays({ ...cats, iterations: 3000 })).toBe(true);
  expect(gramPays({ ...cats, iterations: 21 })).toBe(false);
  expect(gramPays({ ...cats, iterations: 22 })).toBe(true);
  expect(gramPays({ ...cats, iterations: Infinity })).toBe(true);
});

test('gramPays() never with as many examples as features', () => {
  expect(gramPays({ ...cats, m: 12288, iterations: Infinity })).toBe(false);
});

test('gramPays() not for batches so small that K is as much work as the features', () => {
  expect(gramPays({ n: 100, m: 99, units: 5, batchSize: 1, iterations: 10 })).toBe(false);
});
