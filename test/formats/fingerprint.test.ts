import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createRandom, type Dataset, fingerprint, matrix, toDataset } from '../../src/index.js';
import { createArena } from '../../src/numerics/arena.js';

const random = createRandom(1);
/** More features than are widened at once, and not a multiple of them. */
const images = {
  values: Uint8Array.from({ length: 3 * 150 }, () => random.integer(255)),
  exampleShape: [50, 3],
  labels: Uint8Array.of(0, 1, 1),
  classNames: ['a', 'b'],
};
const pair: Dataset = {
  X: matrix([[1, 2]]),
  Y: matrix([[0, 1]]),
  exampleShape: [1],
  classNames: ['a', 'b'],
};

describe('fingerprint()', () => {
  test('is SHA-256 of a header in JSON and of the numbers', () => {
    const hash = createHash('sha256');
    hash.update('{"classNames":["a","b"],"exampleShape":[1],');
    hash.update('"shapes":[[1,2,"float64"],[1,2,"float64"]]}');
    hash.update(Float64Array.of(1, 2, 0, 1));
    expect(fingerprint(pair)).toBe(hash.digest('hex'));
  });

  test.each(['float64', 'float32'] as const)(
    'takes bytes for the numbers they are, in %s',
    (precision) => {
      const widened = fingerprint(toDataset(images, { precision }));
      expect(fingerprint(toDataset(images, { precision, keepBytes: true }))).toBe(widened);
    },
  );

  test('is the same wherever the numbers lie', () => {
    const arena = createArena();
    const placed = { ...pair, X: arena.place(pair.X), Y: arena.place(pair.Y) };
    expect(fingerprint(placed)).toBe(fingerprint(pair));
  });

  test.each<[what: string, other: Dataset]>([
    ['X', { ...pair, X: matrix([[2, 1]]) }],
    ['the last bit of X', { ...pair, X: matrix([[1, 2 + 2 ** -51]]) }],
    ['Y', { ...pair, Y: matrix([[1, 1]]) }],
    ['the shape of X', { ...pair, X: matrix([[1], [2]]) }],
    ['the precision', { ...pair, X: matrix([[1, 2]], 'float32') }],
    ['the shape of an example', { ...pair, exampleShape: [1, 1] }],
    ['the names of the classes', { ...pair, classNames: ['b', 'a'] }],
  ])('tells %s', (_what, other) => {
    expect(fingerprint(other)).not.toBe(fingerprint(pair));
  });
});
