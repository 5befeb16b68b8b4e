import { expect, test } from 'vitest';
import { copyMatrix, matrix, ShapeError, shapeOf, zeros } from '../../src/index.js';
import { allocate, precisionOf } from '../../src/numerics/matrix.js';

test('zeros() gives rows x cols zeros', () => {
  expect(zeros(2, 3)).toEqual({ rows: 2, cols: 3, values: new Float64Array(6) });
});

test.each([0, 1])('zeros() takes %i rows and columns', (n) => {
  expect(zeros(n, n).values).toHaveLength(n);
});

test('matrix() keeps rows one after another', () => {
  const A = matrix([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  expect(A).toEqual({ rows: 2, cols: 3, values: Float64Array.of(1, 2, 3, 4, 5, 6) });
});

test('matrix() of no rows is 0 x 0', () => {
  expect(matrix([])).toEqual(zeros(0, 0));
});

test('matrix() refuses rows of different lengths and names them', () => {
  const make = () => matrix([[1, 2], [3, 4], [5]]);
  expect(make).toThrow(ShapeError);
  expect(make).toThrow('row 0 has 2 entries, row 2 has 1');
});

test('float32 rounds what float64 keeps', () => {
  expect(matrix([[0.1]]).values[0]).toBe(0.1);
  expect(matrix([[0.1]], 'float32').values[0]).toBe(Math.fround(0.1));
});

test.each(['float64', 'float32'] as const)('precisionOf() tells %s', (precision) => {
  expect(precisionOf(zeros(1, 1, precision))).toBe(precision);
  expect(precisionOf({ rows: 1, cols: 1, values: allocate(1, precision) })).toBe(precision);
});

test.each(['float64', 'float32'] as const)('copyMatrix() copies %s', (precision) => {
  const A = matrix([[1, 2]], precision);
  expect(copyMatrix(A)).toEqual(A);
  expect(precisionOf(copyMatrix(A))).toBe(precision);
});

test('copyMatrix() shares no memory', () => {
  const A = matrix([[1, 2]]);
  const copy = copyMatrix(A);
  A.values[0] = 7;
  expect(copy).toEqual(matrix([[1, 2]]));
});

test('copyMatrix() of a view takes the view alone', () => {
  const values = new Float64Array(10).subarray(2, 4);
  expect(copyMatrix({ rows: 1, cols: 2, values }).values.buffer.byteLength).toBe(16);
});

test('shapeOf() says rows x columns', () => {
  expect(shapeOf(zeros(2, 3))).toBe('2 x 3');
});
