import { fc } from '@fast-check/vitest';
import { describe, test } from 'vitest';
import { halfCosine } from '../../src/schedules/halfCosine.js';
import { power } from '../../src/schedules/power.js';
import { expect } from '../matchers.js';

describe('power()', () => {
  test.each([
    [2, 10, 1024],
    [0.5, 3, 0.125],
    [9, 0.5, 3],
    [16, 1.25, 32],
    [7, 0, 1],
    [7, 1, 7],
  ])('%d to the %d is %d', (base, exponent, result) => {
    expect(power(base, exponent)).toBe(result);
  });

  test('agrees with Math.pow, but for as many rounding errors as the exponent says', () => {
    const bases = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
    const exponents = fc.double({ min: 0, max: 50, noNaN: true });
    fc.assert(
      fc.property(bases, exponents, (base, exponent) => {
        const relative = (exponent + 40) * 2 ** -52;
        expect(power(base, exponent)).toBeAllclose(base ** exponent, { relative });
      }),
    );
  });

  test.each([Infinity, Number.NaN])('gives NaN for an exponent of %d', (exponent) => {
    expect(power(0.5, exponent)).toBeNaN();
  });
});

describe('halfCosine()', () => {
  test.each([
    [0, 1],
    [1, 0],
  ])('of %d is exactly %d', (x, value) => {
    expect(halfCosine(x)).toBe(value);
  });

  test('agrees with Math.cos to 1e-15, and near its end to as many digits', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (x) => {
        const half = x < 0.5 ? Math.cos((Math.PI / 2) * x) : Math.sin((Math.PI / 2) * (1 - x));
        expect(halfCosine(x)).toBeAllclose(half ** 2, { relative: 1e-15 });
      }),
    );
  });

  test('falls all the way', () => {
    const values = Array.from({ length: 1001 }, (_, k) => halfCosine(k / 1000));
    expect(values).toEqual(values.toSorted((a, b) => b - a));
    expect(new Set(values).size).toBe(1001);
  });
});
