import { describe, test } from 'vitest';
import { createRandom, permutation } from '../../src/index.js';
import { goldens } from '../goldens/model.js';
import { sha256 } from '../goldens/sha256.js';
import { expect } from '../matchers.js';

describe.each(goldens.random)('createRandom($seed), against NumPy,', (golden) => {
  const drawn = <T>(count: number, draw: (random: ReturnType<typeof createRandom>) => T): T[] => {
    const random = createRandom(golden.seed);
    return Array.from({ length: count }, () => draw(random));
  };

  test('has the uniforms of rand', () => {
    expect(drawn(5, (random) => random.uniform())).toEqual(golden.rand);
  });

  test('has the bits of 20,000 uniforms of rand', () => {
    expect(sha256(Float64Array.from(drawn(20_000, (random) => random.uniform())))).toBe(
      golden.rand20000,
    );
  });

  test('has the normals of randn', () => {
    expect(drawn(7, (random) => random.normal())).toEqual(golden.randn);
  });

  test('has the bits of 20,000 normals of the polar method with exact logarithms', () => {
    expect(sha256(Float64Array.from(drawn(20_000, (random) => random.normal())))).toBe(
      golden.randn20000.exactSha256,
    );
  });

  // The logarithm of the C library is not always the nearest float; see model.py.
  test('has the bits of randn but for at most 1 in 1,000, which differ by at most 2 ulp', () => {
    const { places, numpyValues, numpySha256 } = golden.randn20000;
    const normals = Float64Array.from(drawn(20_000, (random) => random.normal()));
    expect(places.length).toBeLessThanOrEqual(20);
    expect(places.map((i) => normals[i])).toBeAllclose(numpyValues, { relative: 2 * 2 ** -52 });
    places.forEach((place, i) => {
      normals[place] = numpyValues[i];
    });
    expect(sha256(normals)).toBe(numpySha256);
  });

  test('has the order of permutation', () => {
    expect([...permutation(12, createRandom(golden.seed))]).toEqual(golden.permutation);
  });

  test('has the orders of permutations drawn in turn', () => {
    const random = createRandom(golden.seed);
    const orders = golden.permutationsInTurn.map(({ length }) => [...permutation(length, random)]);
    expect(orders).toEqual(golden.permutationsInTurn);
  });

  test('has the bits of a permutation of 70,000', () => {
    expect(sha256(permutation(70_000, createRandom(golden.seed)))).toBe(golden.permutation70000);
  });

  test('keeps the second normal of a pair while others draw', () => {
    const random = createRandom(golden.seed);
    const interleaved = {
      randn1: random.normal(),
      rand: random.uniform(),
      permutation: [...permutation(6, random)],
      randn2: random.normal(),
      randn3: random.normal(),
    };
    expect(interleaved).toEqual(golden.interleaved);
  });
});

test.each([-1, 0.5, 2 ** 32, Number.NaN, Infinity])('createRandom(%d) refuses the seed', (seed) => {
  expect(() => createRandom(seed)).toThrow(RangeError);
  expect(() => createRandom(seed)).toThrow(`found ${seed}`);
});

test('createRandom() gives generators that do not disturb each other', () => {
  const [first, second] = [createRandom(1), createRandom(1)];
  first.normal();
  first.uniform();
  expect(second.normal()).toBe(createRandom(1).normal());
});

test('uniform() stays in [0, 1)', () => {
  const random = createRandom(3);
  const draws = Array.from({ length: 10_000 }, () => random.uniform());
  expect(draws.every((u) => u >= 0 && u < 1)).toBe(true);
});

test.each([0, 1, 2, 5])('integer(%i) takes every value up to its bound and no other', (max) => {
  const random = createRandom(4);
  const seen = new Set(Array.from({ length: 500 }, () => random.integer(max)));
  expect([...seen].toSorted((a, b) => a - b)).toEqual(Array.from({ length: max + 1 }, (_, i) => i));
});

test('integer(2 ** 32 - 1) is a whole word', () => {
  const random = createRandom(4);
  const draws = Array.from({ length: 100 }, () => random.integer(2 ** 32 - 1));
  expect(Math.max(...draws)).toBeGreaterThan(2 ** 31);
  expect(draws.every((draw) => Number.isInteger(draw) && draw >= 0)).toBe(true);
});

test('shuffle() works in place and keeps what is there', () => {
  const values = [5, 6, 7, 8];
  expect(createRandom(1).shuffle(values)).toBe(values);
  expect(values.toSorted((a, b) => a - b)).toEqual([5, 6, 7, 8]);
});
