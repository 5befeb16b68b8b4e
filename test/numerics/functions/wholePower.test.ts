import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { wholePower } from '../../../src/numerics/functions/wholePower.js';

const UNIT = 2 ** -53;

test.prop([fc.double({ min: 0.5, max: 1, noNaN: true }), fc.integer({ min: 0, max: 500 })])(
  'wholePower() is x^n, with a relative error below n 2^-53',
  (x, n) => {
    // Exactly: x is a whole number over 2^53, and so is the power over 2^(53 n).
    const exact = BigInt(x * 2 ** 53) ** BigInt(n);
    const digits = exact.toString(2).length;
    const shift = BigInt(Math.max(0, digits - 64));
    const rounded = Number(exact >> shift) * 2 ** (Number(shift) - 53 * n);
    const error = Math.abs(wholePower(x, n) - rounded);
    expect(error).toBeLessThanOrEqual((n + 1) * UNIT * rounded);
  },
);

test('wholePower() begins with 1 and x, and ends in 0', () => {
  expect([0, 1, 2, 3].map((n) => wholePower(0.5, n))).toEqual([1, 0.5, 0.25, 0.125]);
  expect([wholePower(0, 0), wholePower(0, 7), wholePower(0.9, 1e9)]).toEqual([1, 0, 0]);
  expect(wholePower(0.999, 2 ** 53 - 1)).toBe(0);
});
