import { fc } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  createRandom,
  type Matrix,
  matrix,
  type Precision,
  ShapeError,
  zeros,
} from '../../src/index.js';
import {
  multiplyInto,
  multiplyTransposedInto,
  transposedMultiplyInto,
} from '../../src/numerics/products.js';
import { naiveProduct, transpose } from './naiveProducts.js';

/** Each product as a function of plain A (n x k) and B (k x m), so that one table of laws serves all. */
const products = {
  'multiplyInto()': (C: Matrix, A: Matrix, B: Matrix) => multiplyInto(C, A, B),
  'multiplyTransposedInto()': (C: Matrix, A: Matrix, B: Matrix) =>
    multiplyTransposedInto(C, A, transpose(B)),
  'transposedMultiplyInto()': (C: Matrix, A: Matrix, B: Matrix) =>
    transposedMultiplyInto(C, transpose(A), B),
};

/** A target with old values in it, which must not show through. */
function dirty(rows: number, cols: number, precision: Precision = 'float64'): Matrix {
  const C = zeros(rows, cols, precision);
  C.values.fill(Number.NaN);
  return C;
}

const size = fc.integer({ min: 0, max: 40 });
const seeds = fc.integer({ min: 0, max: 2 ** 32 - 2 });

/** Factors of every size up to 40, with every float there is: infinities, NaN, -0, subnormals. */
const anyFactors = fc.tuple(size, size, size).chain(([n, k, m]) =>
  fc.record({
    A: entries(n * k).map((values): Matrix => ({ rows: n, cols: k, values })),
    B: entries(k * m).map((values): Matrix => ({ rows: k, cols: m, values })),
  }),
);

function entries(length: number): fc.Arbitrary<Float64Array> {
  return fc.float64Array({ minLength: length, maxLength: length });
}

function normals(rows: number, cols: number, seed: number, precision?: Precision): Matrix {
  const random = createRandom(seed);
  const A = zeros(rows, cols, precision);
  for (let i = 0; i < A.values.length; i++) A.values[i] = random.normal();
  return A;
}

describe.each(Object.entries(products))('%s', (_name, product) => {
  test('has the bits of the triple loop for all sizes from 0 to 9', () => {
    for (let n = 0; n < 10; n++) {
      for (let k = 0; k < 10; k++) {
        for (let m = 0; m < 10; m++) {
          const A = normals(n, k, 1);
          const B = normals(k, m, 2);
          const C = product(dirty(n, m), A, B);
          expect(differsAt(C, naiveProduct(A, B)), `${n} x ${k} times ${k} x ${m}`).toBe(-1);
        }
      }
    }
  });

  test('has the bits of the triple loop for any floats, NaN and infinities included', () => {
    fc.assert(
      fc.property(anyFactors, ({ A, B }) => {
        const C = product(dirty(A.rows, B.cols), A, B);
        return differsAt(C, naiveProduct(A, B)) === -1;
      }),
    );
  });

  test('has the bits of the triple loop for normals of all sizes up to 40', () => {
    fc.assert(
      fc.property(size, size, size, seeds, (n, k, m, seed) => {
        const A = normals(n, k, seed);
        const B = normals(k, m, seed + 1);
        return differsAt(product(dirty(n, m), A, B), naiveProduct(A, B)) === -1;
      }),
    );
  });

  test.each([Number.NaN, Infinity, -Infinity])('passes %d on to the entries it belongs to', (x) => {
    const A = matrix([
      [1, 2, 3, 4, 5],
      [1, 2, x, 4, 5],
      [1, 2, 3, 4, 5],
    ]);
    const B = matrix([[1], [1], [1], [1], [1]]);
    expect(product(dirty(3, 1), A, B)).toEqual(matrix([[15], [x], [15]]));
  });

  test('gives zeros where the inner size is 0', () => {
    expect(product(dirty(2, 3), zeros(2, 0), zeros(0, 3))).toEqual(zeros(2, 3));
  });

  test('stays within the rounding of float32 in a float32 target', () => {
    fc.assert(
      fc.property(size, size, size, seeds, (n, k, m, seed) => {
        const A = normals(n, k, seed, 'float32');
        const B = normals(k, m, seed + 1, 'float32');
        const C = product(dirty(n, m, 'float32'), A, B);
        const exact = naiveProduct(A, B);
        // Rounding errors of a sum are bounded by its length times half an ulp of the sum of sizes.
        const bound = naiveProduct(sizes(A), sizes(B));
        return C.values.every(
          (c, i) => Math.abs(c - exact.values[i]) <= (k + 1) * 2 ** -24 * bound.values[i],
        );
      }),
    );
  });

  test('returns its target', () => {
    const C = zeros(1, 1);
    expect(product(C, matrix([[2]]), matrix([[3]]))).toBe(C);
  });

  test('leaves its factors as they are', () => {
    const A = normals(3, 5, 1);
    const B = normals(5, 2, 2);
    product(zeros(3, 2), A, B);
    expect([A, B]).toEqual([normals(3, 5, 1), normals(5, 2, 2)]);
  });
});

test('multiplyTransposedInto() multiplies each finished sum by the scale', () => {
  const A = normals(6, 9, 1);
  const B = normals(9, 7, 2);
  const C = multiplyTransposedInto(dirty(6, 7), A, transpose(B), 1 / 9);
  expect(C).toEqual(naiveProduct(A, B, 1 / 9));
});

const [twoByThree, fourByFive] = [zeros(2, 3), zeros(4, 5)];
test.each([
  [
    'multiplyInto()',
    () => multiplyInto(zeros(2, 5), twoByThree, fourByFive),
    '(2 x 3) times (4 x 5)',
  ],
  [
    'multiplyTransposedInto()',
    () => multiplyTransposedInto(zeros(2, 4), twoByThree, fourByFive),
    '(2 x 3) times (4 x 5)^T',
  ],
  [
    'transposedMultiplyInto()',
    () => transposedMultiplyInto(zeros(3, 5), twoByThree, fourByFive),
    '(2 x 3)^T times (4 x 5)',
  ],
])('%s refuses factors that do not fit and names both', (_name, multiply, shapes) => {
  expect(multiply).toThrow(ShapeError);
  expect(multiply).toThrow(shapes);
});

test.each([
  ['multiplyInto()', () => multiplyInto(zeros(9, 8), zeros(2, 3), zeros(3, 5))],
  ['multiplyTransposedInto()', () => multiplyTransposedInto(zeros(9, 8), zeros(2, 3), zeros(5, 3))],
  ['transposedMultiplyInto()', () => transposedMultiplyInto(zeros(9, 8), zeros(3, 2), zeros(3, 5))],
])('%s refuses a target of another shape and names it', (_name, multiply) => {
  expect(multiply).toThrow(ShapeError);
  expect(multiply).toThrow('into 9 x 8');
});

/** The first entry that is not the same float (0 is not -0), or -1. */
function differsAt(C: Matrix, expected: Matrix): number {
  return expected.values.findIndex((c, i) => !Object.is(C.values[i], c));
}

function sizes(A: Matrix): Matrix {
  return { ...A, values: A.values.map(Math.abs) };
}
