import { test } from 'vitest';
import { log1p } from '../../../src/numerics/functions/log1p.js';
import { lossGoldens } from '../../goldens/losses.js';
import { expect } from '../../matchers.js';

test.each(lossGoldens.logarithms)(
  'log1p(%d) is within 2 units in the last place of decimal arithmetic',
  (x, exact) => {
    expect(log1p(x)).toBeAllclose(exact, { relative: 2 ** -51 });
  },
);

test('log1p() passes NaN and infinity through', () => {
  expect([log1p(Number.NaN), log1p(Infinity)]).toEqual([Number.NaN, Infinity]);
});
