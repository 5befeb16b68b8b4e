import { describe, expect, test } from 'vitest';
import { coinsInto } from '../../src/numerics/random/coinsInto.js';

const COUNT = 40_000;

/** 1 where the coin shows heads, -1 elsewhere. */
function signs(a: number, b: number, c: number): Float64Array {
  const heads = new Float64Array(COUNT);
  coinsInto(heads, 0.5, 2, a, b, c);
  return heads.map((x) => x - 1);
}

/** The mean of products: of independent coins it is normal with deviation 1 / sqrt(COUNT). */
function correlation(x: Float64Array, y: Float64Array, lag = 0): number {
  let sum = 0;
  for (let i = lag; i < COUNT; i++) sum += x[i] * y[i - lag];
  return sum / Math.sqrt(COUNT - lag);
}

/** sfc32 in exact integers, as its author writes it. */
function words(count: number, ...seed: readonly number[]): number[] {
  const MASK = 0xffffffffn;
  let [a, b, c] = seed.map((word) => BigInt(word));
  let counter = 1n;
  const next = () => {
    const word = (a + b + counter++) & MASK;
    a = b ^ (b >> 9n);
    b = (c + (c << 3n)) & MASK;
    c = (((c << 21n) | (c >> 11n)) + word) & MASK;
    return Number(word);
  };
  for (let i = 0; i < 15; i++) next();
  return Array.from({ length: count }, next);
}

test.each([
  [1, 0, 0],
  [4294967295, 2 ** 31, 7],
])('coinsInto() compares the words of sfc32(%i, %i, %i) with the probability', (a, b, c) => {
  const expected = words(500, a, b, c).map((word) => (word < 0.3 * 2 ** 32 ? 4 : 0));
  expect([...coinsInto(new Float64Array(500), 0.3, 4, a, b, c)]).toEqual(expected);
});

test.each([0.01, 0.3, 0.5, 0.8, 0.999])('coinsInto() tosses with probability %d', (probability) => {
  const heads = new Float32Array(COUNT);
  coinsInto(heads, probability, 1, 5, 6, 7);
  const deviation = Math.sqrt((probability * (1 - probability)) / COUNT);
  const share = heads.reduce((sum, x) => sum + x, 0) / COUNT;
  expect(Math.abs(share - probability)).toBeLessThan(4 * deviation);
});

describe('coinsInto() is independent', () => {
  const base = signs(1, 100, 1);
  const others: Record<string, Float64Array> = {
    'in the next iteration': signs(1, 101, 1),
    'in the 2^31-th iteration after': signs(1, 100 + 2 ** 31, 1),
    'for the next seed': signs(2, 100, 1),
    'in the next layer': signs(1, 100, 2),
    'of words that change places': signs(100, 1, 1),
  };

  for (const [which, other] of Object.entries(others)) {
    test.each([0, 1, 2, 10, 209])(`${which}, %i entries apart`, (lag) => {
      expect(Math.abs(correlation(base, other, lag))).toBeLessThan(4);
      expect(Math.abs(correlation(other, base, lag))).toBeLessThan(4);
    });
  }

  test.each([1, 2, 10, 209])('of itself %i entries before', (lag) => {
    expect(Math.abs(correlation(base, base, lag))).toBeLessThan(4);
  });

  test('for the same entry in 40,000 iterations that follow each other', () => {
    const entry = Float64Array.from(
      { length: COUNT },
      (_, iteration) => coinsInto(new Float64Array(3), 0.5, 2, 1, iteration, 1)[2] - 1,
    );
    for (const lag of [1, 2, 3, 7]) {
      expect(Math.abs(correlation(entry, entry, lag))).toBeLessThan(4);
    }
    const mean = entry.reduce((sum, x) => sum + x, 0) / Math.sqrt(COUNT);
    expect(Math.abs(mean)).toBeLessThan(4);
  });
});
