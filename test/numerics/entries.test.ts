import { describe, test, vi } from 'vitest';
import { createRandom, type Matrix, matrix, ShapeError, tanh, zeros } from '../../src/index.js';
import { type Arena, createArena } from '../../src/numerics/arena.js';
import { builtInCurveOf, type Curve } from '../../src/numerics/curves.js';
import {
  addBiasInto,
  applyCurveInto,
  applySlopesInto,
  combineInto,
  crossEntropySum,
  rowMeansInto,
  subtractInto,
} from '../../src/numerics/entries.js';
import { expect } from '../matchers.js';

const square: Curve = { value: (z) => z * z, derivative: (z) => 2 * z };

const A = () =>
  matrix([
    [1, 2],
    [3, -4],
  ]);
const B = () =>
  matrix([
    [5, 6],
    [7, 8],
  ]);

describe('by hand:', () => {
  test('addBiasInto() adds one entry of b to each row', () => {
    expect(addBiasInto(A(), matrix([[10], [20]]))).toEqual(
      matrix([
        [11, 12],
        [23, 16],
      ]),
    );
  });

  test('applyCurveInto() takes a curve of ones own', () => {
    expect(applyCurveInto(zeros(2, 2), A(), square)).toEqual(
      matrix([
        [1, 4],
        [9, 16],
      ]),
    );
  });

  test('applySlopesInto() multiplies by the derivative', () => {
    expect(applySlopesInto(zeros(2, 2), B(), A(), A(), square)).toEqual(
      matrix([
        [10, 24],
        [42, -64],
      ]),
    );
  });

  test('subtractInto() subtracts', () => {
    expect(subtractInto(zeros(2, 2), A(), B())).toEqual(
      matrix([
        [-4, -4],
        [-4, -12],
      ]),
    );
  });

  test('rowMeansInto() averages each row', () => {
    expect(rowMeansInto(zeros(2, 1), A())).toEqual(matrix([[1.5], [-0.5]]));
  });

  test('combineInto() adds multiples of two matrices', () => {
    const twice = combineInto(zeros(2, 2), 1, A(), 1, A());
    expect(combineInto(zeros(2, 2), 2, A(), -1, B())).toEqual(subtractInto(twice, twice, B()));
  });

  test('crossEntropySum() adds up -log of what was given to the right answer', () => {
    const sum = crossEntropySum(matrix([[0, Math.log(3), -Math.log(4)]]), matrix([[1, 1, 0]]));
    expect(sum).toBeAllclose(Math.log(2) + Math.log(4 / 3) + Math.log(5 / 4), { relative: 1e-15 });
  });
});

describe('sums over many entries', () => {
  const normals = (rows: number, cols: number) => {
    const random = createRandom(3);
    const N = zeros(rows, cols);
    for (let i = 0; i < N.values.length; i++) N.values[i] = random.normal();
    return N;
  };

  test('rowMeansInto() is within the rounding of the plain sum', () => {
    const N = normals(5, 1003);
    const plain = new Float64Array(5);
    for (let i = 0; i < N.values.length; i++) plain[Math.floor(i / 1003)] += N.values[i] / 1003;
    expect(rowMeansInto(zeros(5, 1), N).values).toBeAllclose(plain, { absolute: 1e-15 });
  });

  test('rowMeansInto() sums in float64 in float32', () => {
    const ones = zeros(1, 2 ** 25, 'float32');
    ones.values.fill(1);
    // A sum in float32 would end at 2^24.
    expect(rowMeansInto(zeros(1, 1, 'float32'), ones).values[0]).toBe(1);
  });

  test('rowMeansInto() adds entry j to partial sum j mod 8', () => {
    // Each partial sum is 1 + 2^-52 - 1, which is exact; the same beside another 1 would be lost.
    const N = zeros(1, 24);
    N.values.fill(1, 0, 8);
    N.values.fill(2 ** -52, 8, 16);
    N.values.fill(-1, 16, 24);
    expect(rowMeansInto(zeros(1, 1), N).values[0]).toBe((8 * 2 ** -52) / 24);
  });
});

describe('the choice of kernels:', () => {
  const placed = (arena: Arena) => [arena.place(A()), arena.place(B())];

  test('matrices of one arena take its kernels', () => {
    const arena = createArena();
    const subtract = vi.spyOn(arena.kernels, 'combine');
    const [P, Q] = placed(arena);
    expect(subtractInto(P, P, Q).values).toEqual(subtractInto(A(), A(), B()).values);
    expect(subtract).toHaveBeenCalledTimes(1);
  });

  test.each([
    ['another arena', () => createArena().place(B())],
    ['ordinary memory', B],
    [
      'another precision',
      (arena: Arena) =>
        arena.place(
          matrix(
            [
              [5, 6],
              [7, 8],
            ],
            'float32',
          ),
        ),
    ],
  ])('one matrix of %s is enough for the scalar ones', (_name, other) => {
    const arena = createArena();
    const subtract = vi.spyOn(arena.kernels, 'combine');
    const [P, Q] = placed(arena);
    const O = other(arena);
    expect(subtractInto(P, O, Q).values).toEqual(zeros(2, 2).values);
    expect(subtractInto(P, Q, O).values).toEqual(zeros(2, 2).values);
    expect(subtract).not.toHaveBeenCalled();
  });
});

describe('builtInCurveOf()', () => {
  test('knows a built-in curve', () => {
    expect(builtInCurveOf(tanh)).toBe(tanh.builtIn);
  });

  test.each<[string, Curve]>([
    ['a copy with another value', { ...tanh, value: (z) => z }],
    ['a copy with another derivative', { ...tanh, derivative: () => 1 }],
    ['a curve of ones own', square],
  ])('does not take %s for one', (_name, curve) => {
    expect(builtInCurveOf(curve)).toBe(undefined);
  });
});

const row = () => zeros(1, 2);
const column = () => zeros(2, 1);

describe('shapes that do not fit are refused, with both of them:', () => {
  test.each<[string, () => Matrix | number]>([
    ['addBiasInto', () => addBiasInto(row(), column())],
    ['rowMeansInto', () => rowMeansInto(column(), row())],
  ])('%s()', (_name, call) => {
    expect(call).toThrow(ShapeError);
    expect(call).toThrow('Cannot take one entry of (2 x 1) per row of (1 x 2)');
  });

  test.each<[string, () => Matrix | number]>([
    ['applyCurveInto', () => applyCurveInto(row(), column(), tanh)],
    ['applySlopesInto', () => applySlopesInto(row(), row(), column(), row(), tanh)],
    ['subtractInto', () => subtractInto(row(), column(), row())],
    ['combineInto', () => combineInto(row(), 1, row(), 1, column())],
    ['crossEntropySum', () => crossEntropySum(row(), column())],
  ])('%s()', (_name, call) => {
    expect(call).toThrow(ShapeError);
    expect(call).toThrow('Cannot take (1 x 2) and (2 x 1) entry by entry');
  });
});
