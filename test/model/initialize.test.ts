import { describe, test } from 'vitest';
import { allZeros, he, initializeParameters, scaled, xavier, zeros } from '../../src/index.js';
import { goldens } from '../goldens/model.js';
import { sha256 } from '../goldens/sha256.js';
import { expect } from '../matchers.js';

const schemes = { scaled: scaled(0.01), he, xavier };

describe.each(goldens.initialization)(
  'initializeParameters($layerDims, seed $seed, $scheme), against NumPy,',
  ({ layerDims, seed, scheme, first, last, W: compared }) => {
    const { W, b } = initializeParameters(layerDims, { seed, scheme: schemes[scheme] });
    const weights = W.slice(1).map(({ values }) => Float64Array.from(values));

    test('has the shapes (n_l x n_{l-1}) and (n_l x 1)', () => {
      const shapes = W.map((w, l) => [w.rows, w.cols, b[l].rows, b[l].cols]);
      const expected = layerDims.slice(1).map((n, l) => [n, layerDims[l], n, 1]);
      expect(shapes).toEqual([[0, 0, 0, 0], ...expected]);
    });

    test('begins each layer with the same weights', () => {
      expect(weights.map((values) => [...values.slice(0, 3)])).toEqual(first);
    });

    test('ends each layer with the same weight', () => {
      expect(weights.map((values) => [...values.slice(-1)])).toEqual(last);
    });

    test('has all the bits of the polar method with exact logarithms', () => {
      expect(weights.map(sha256)).toEqual(compared.map(({ exactSha256 }) => exactSha256));
    });

    // The logarithm of the C library is not always the nearest float; see model.py.
    test('has all the bits of NumPy but in a few places, which differ by at most 3 ulp', () => {
      for (const [l, { places, numpyValues, numpySha256 }] of compared.entries()) {
        const values = weights[l].slice();
        expect(places.map((i) => values[i])).toBeAllclose(numpyValues, { relative: 3 * 2 ** -52 });
        places.forEach((place, i) => {
          values[place] = numpyValues[i];
        });
        expect(sha256(values)).toBe(numpySha256);
      }
    });

    test('starts with biases of zero', () => {
      expect(b.slice(1)).toEqual(layerDims.slice(1).map((n) => zeros(n, 1)));
    });
  },
);

test("initializeParameters() differs from NumPy in at most 1 in 1,000 of the post's 61,470 weights", () => {
  const [{ W, layerDims }] = goldens.initialization;
  const count = layerDims.slice(1).reduce((sum, n, l) => sum + n * layerDims[l], 0);
  const differing = W.reduce((sum, { places }) => sum + places.length, 0);
  expect(count).toBe(61_470);
  expect(differing / count).toBeLessThan(0.001);
});

test('initializeParameters() takes seed 1 and scale 0.01 unless told otherwise', () => {
  const given = initializeParameters([3, 2, 1], { seed: 1, scheme: scaled(0.01) });
  expect(initializeParameters([3, 2, 1])).toEqual(given);
});

test('initializeParameters() draws other weights from another seed', () => {
  const [one, two] = [1, 2].map((seed) => initializeParameters([3, 1], { seed }).W[1]);
  expect(one).not.toEqual(two);
});

test('initializeParameters() with allZeros gives plain zeros, none of them negative', () => {
  const { W } = initializeParameters([3, 2, 1], { scheme: allZeros });
  expect(W).toEqual([zeros(0, 0), zeros(2, 3), zeros(1, 2)]);
});

test('initializeParameters() rounds the same weights to float32', () => {
  const { W, b } = initializeParameters([5, 4, 1], { precision: 'float32' });
  const exact = initializeParameters([5, 4, 1]).W;
  expect(W.map(({ values }) => values)).toEqual(
    exact.map(({ values }) => Float32Array.from(values)),
  );
  expect(b[1].values).toBeInstanceOf(Float32Array);
});

test.each([[[]], [[3]]])('initializeParameters([%s]) asks for two layers', (layerDims) => {
  expect(() => initializeParameters(layerDims)).toThrow(RangeError);
  expect(() => initializeParameters(layerDims)).toThrow(`found layers [${layerDims.join()}]`);
});

test.each([0, -1, 2.5, Number.NaN, Infinity])(
  'initializeParameters() refuses %d units',
  (units) => {
    expect(() => initializeParameters([3, units, 1])).toThrow(RangeError);
    expect(() => initializeParameters([3, units, 1])).toThrow(
      `Layer 1 must have a whole number of units, 1 or more; found ${units}`,
    );
  },
);
