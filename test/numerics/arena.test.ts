import { describe, expect, test } from 'vitest';
import { arenaOf, createArena, placeBeside, zerosBeside } from '../../src/numerics/arena.js';
import { matrix, zeros } from '../../src/numerics/matrix.js';

const A = matrix([
  [1, 2],
  [3, 4],
]);

describe('an arena', () => {
  test('places copies: the same values in memory of its own', () => {
    const placed = createArena().place(A);
    expect(placed.values).toEqual(A.values);
    placed.values[0] = 9;
    expect(A.values[0]).toBe(1);
  });

  test.each(['float64', 'float32'] as const)('keeps %s', (precision) => {
    const placed = createArena().place(zeros(2, 3, precision));
    expect(placed.values.constructor).toBe(zeros(1, 1, precision).values.constructor);
    expect(placed).toMatchObject({ rows: 2, cols: 3 });
  });

  test('leaves what is in it whole when it grows', () => {
    const arena = createArena();
    const first = arena.place(A);
    const big = arena.zeros(1000, 1000, 'float64');
    big.values.fill(7);
    expect(first.values).toEqual(A.values);
    expect(first.values.length).toBe(4);
    expect(arenaOf(first)).toBe(arena);
    expect(arenaOf(big)).toBe(arena);
  });

  test('puts nothing on top of something else', () => {
    const arena = createArena();
    const parts = [3, 0, 1, 1000, 8].map((length) => arena.zeros(1, length, 'float32'));
    parts.forEach(({ values }, i) => {
      values.fill(i + 1);
    });
    parts.forEach(({ values }, i) => {
      expect(values.every((value) => value === i + 1)).toBe(true);
    });
  });

  test('gives ordinary memory when its own is full', () => {
    const arena = createArena();
    const tooMuch = 2 ** 32 / 8;
    const large = arena.zeros(1, tooMuch, 'float64');
    expect(large.values).toHaveLength(tooMuch);
    expect(arenaOf(large)).toBeUndefined();
  });
});

test('zerosBeside() lives in the arena of its neighbour', () => {
  const arena = createArena();
  const X = arena.place(A);
  expect(arenaOf(zerosBeside(X)(2, 3, 'float64'))).toBe(arena);
  expect(arenaOf(zerosBeside(A)(2, 3, 'float64'))).toBeUndefined();
});

test('placeBeside() copies what lives elsewhere, and only that', () => {
  const arena = createArena();
  const X = arena.place(A);
  const placed = placeBeside(X, A);
  expect(arenaOf(placed)).toBe(arena);
  expect(placeBeside(X, placed)).toBe(placed);
  expect(placeBeside(A, A)).toBe(A);
  expect(arenaOf(placeBeside(createArena().place(A), X))).not.toBe(arena);
});
