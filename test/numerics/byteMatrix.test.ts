import { fc } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { createRandom, type Precision, zeros } from '../../src/index.js';
import { arenaOf, createArena } from '../../src/numerics/arena.js';
import { type ByteMatrix, byteMatrix } from '../../src/numerics/byteMatrix.js';
import { copyMatrix, type Matrix, precisionOf } from '../../src/numerics/matrix.js';
import {
  multiplyInto,
  multiplyTransposedInto,
  transposedMultiplyInto,
} from '../../src/numerics/products.js';
import { randomMatrix } from '../model/randomMatrix.js';

const precisions: readonly Precision[] = ['float64', 'float32'];

function randomBytes(rows: number, cols: number, precision: Precision, seed = 1): ByteMatrix {
  const random = createRandom(seed);
  const bytes = Uint8Array.from({ length: rows * cols }, () => random.integer(255));
  return byteMatrix(rows, cols, bytes, { divisor: 255, precision });
}

const size = fc.integer({ min: 1, max: 70 });

describe.each(precisions)('a matrix of bytes in %s', (precision) => {
  test('has the values of bytes divided by the divisor, column by column', () => {
    const A = byteMatrix(2, 3, Uint8Array.of(0, 255, 51, 102, 1, 2), { divisor: 255, precision });
    const expected = zeros(2, 3, precision);
    expected.values.set([0, 51 / 255, 1 / 255, 1, 102 / 255, 2 / 255]);
    expect(A.values).toEqual(expected.values);
    expect(precisionOf(A)).toBe(precision);
  });

  test('is placed in an arena as bytes', () => {
    const arena = createArena();
    const A = randomBytes(7, 5, precision);
    const placed = arena.place(A);
    expect(arenaOf(placed)).toBe(arena);
    expect(placed).toMatchObject({ rows: 7, cols: 5, bytes: A.bytes });
    expect(placed.values).toEqual(A.values);
    expect(arenaOf(A)).toBeUndefined();
  });

  test('gives the products of its values, bit for bit, on either side of the diagonal of sizes', () => {
    const arena = createArena();
    fc.assert(
      fc.property(size, size, size, fc.nat(), (n, inner, m, seed) => {
        const W = randomMatrix(n, inner, seed, precision);
        const D = randomMatrix(n, m, seed + 1, precision);
        const X = randomBytes(inner, m, precision, seed);
        const [Wp, Dp, Xp] = [W, D, X].map(arena.place);
        const Z = arena.zeros(n, m, precision);
        const dW = arena.zeros(n, inner, precision);
        expect(multiplyInto(Z, Wp, Xp).values).toEqual(
          multiplyInto(zeros(n, m, precision), W, copyMatrix(X)).values,
        );
        expect(multiplyTransposedInto(dW, Dp, Xp, 1 / 3).values).toEqual(
          multiplyTransposedInto(zeros(n, inner, precision), D, copyMatrix(X), 1 / 3).values,
        );
      }),
      { numRuns: 40 },
    );
  });

  test('gives exact inner products, rounded once, in both sets of kernels', () => {
    const arena = createArena();
    fc.assert(
      fc.property(size, size, size, fc.nat(), (n, inner, m, seed) => {
        const A = randomBytes(inner, n, precision, seed);
        const B = randomBytes(inner, m, precision, seed + 1);
        const [Ap, Bp] = [A, B].map(arena.place);
        expect(transposedMultiplyInto(zeros(n, m, precision), A, B)).toEqual(exact(A, B));
        expect(transposedMultiplyInto(arena.zeros(n, m, precision), Ap, Bp)).toEqual(exact(A, B));
        expect(transposedMultiplyInto(arena.zeros(n, n, precision), Ap, Ap)).toEqual(exact(A, A));
      }),
      { numRuns: 40 },
    );
  });

  test.each([
    [12288, 'as many features as the cat images'],
    [33_026, 'where a sum passes 2^31'],
    [140_003, 'where it passes 2^32, at no multiple of 16'],
  ])('gives exact inner products of %i features, %s', (inner) => {
    const arena = createArena();
    const white = byteMatrix(inner, 3, new Uint8Array(3 * inner).fill(255), {
      divisor: 1,
      precision,
    });
    const placed = arena.place(white);
    const K = transposedMultiplyInto(arena.zeros(3, 3, precision), placed, placed);
    const expected = zeros(1, 1, precision);
    expected.values[0] = 255 * 255 * inner;
    expect([...K.values]).toEqual(Array(9).fill(expected.values[0]));
  });
});

/** Sums in BigInt, divided and rounded once. */
function exact(A: ByteMatrix, B: ByteMatrix): Matrix {
  const C = zeros(A.cols, B.cols, precisionOf(A));
  for (let i = 0; i < A.cols; i++) {
    for (let j = 0; j < B.cols; j++) {
      let sum = 0n;
      for (let k = 0; k < A.rows; k++) {
        sum += BigInt(A.bytes[i * A.rows + k]) * BigInt(B.bytes[j * A.rows + k]);
      }
      C.values[i * B.cols + j] = Number(sum) / 65025;
    }
  }
  return C;
}
