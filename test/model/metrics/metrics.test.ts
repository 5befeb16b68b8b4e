import { describe, test } from 'vitest';
import {
  accuracy,
  binaryCrossEntropy,
  categoricalCrossEntropy,
  classScores,
  confusionMatrix,
  matrix,
  oneHot,
  rocArea,
  rSquared,
  type Scores,
  ShapeError,
  zeros,
} from '../../../src/index.js';
import { metricGoldens } from '../../goldens/metrics.js';
import { expect } from '../../matchers.js';

const listed = ({ precision, recall, f1 }: Scores) => [precision, recall, f1];

describe.each(metricGoldens.classification)('of $name, counted one by one,', (golden) => {
  const AL = matrix(golden.AL);
  const Y = AL.rows === 1 ? matrix([golden.labels]) : oneHot(golden.labels, AL.rows);

  test('accuracy() is the share', () => {
    const loss = AL.rows === 1 ? binaryCrossEntropy : categoricalCrossEntropy;
    expect(accuracy(AL, Y, loss)).toBe(golden.accuracy);
  });

  test('confusionMatrix() has the counts', () => {
    expect(confusionMatrix(AL, Y)).toEqual(matrix(golden.confusion));
  });

  test('classScores() has the ratios', () => {
    const { classes, mean } = classScores(confusionMatrix(AL, Y));
    expect(classes.map(listed)).toBeAllclose(golden.scores, { relative: 1e-15 });
    expect(listed(mean)).toBeAllclose(golden.mean, { relative: 1e-15 });
  });

  test('rocArea() has the share of pairs', () => {
    const areas = golden.areas.map((area) => area ?? Number.NaN);
    expect(areas.map((_, row) => rocArea(AL, Y, { row }))).toBeAllclose(areas, { relative: 1e-15 });
    const mean = areas.reduce((sum, area) => sum + area) / areas.length;
    expect(rocArea(AL, Y)).toBeAllclose(mean, { relative: 1e-15 });
  });
});

test.each(metricGoldens.regression)('rSquared() is that of NumPy: $rSquared', (golden) => {
  expect(rSquared(matrix(golden.AL), matrix(golden.Y))).toBeAllclose(golden.rSquared);
});

test('rSquared() is 1 for exact outputs, and 0 for those that are the mean', () => {
  const Y = matrix([[1, 2, 6]]);
  expect(rSquared(Y, Y)).toBe(1);
  expect(rSquared(matrix([[3, 3, 3]]), Y)).toBe(0);
});

test('rSquared() of targets that never vary is 1 for exact outputs and 0 for others', () => {
  const Y = matrix([[2, 2]]);
  expect(rSquared(Y, Y)).toBe(1);
  expect(rSquared(matrix([[2, 2.1]]), Y)).toBe(0);
});

test('rSquared() of NaN is NaN', () => {
  expect(rSquared(matrix([[1, Number.NaN]]), matrix([[1, 2]]))).toBeNaN();
});

test('confusionMatrix() takes the lowest of several classes that are as probable', () => {
  const AL = matrix([[0.2], [0.4], [0.4]]);
  expect(confusionMatrix(AL, oneHot([2], 3)).values[2 * 3 + 1]).toBe(1);
});

test('rocArea() does not depend on the order of the examples, nor on what scales the outputs', () => {
  const [scores, labels] = [
    [0.1, 0.9, 0.4, 0.4, 0.7],
    [0, 1, 1, 0, 0],
  ];
  const area = rocArea(matrix([scores]), matrix([labels]));
  expect(rocArea(matrix([scores.toReversed()]), matrix([labels.toReversed()]))).toBe(area);
  expect(rocArea(matrix([scores.map((s) => 9 * s - 4)]), matrix([labels]))).toBe(area);
});

test('rocArea() takes infinite outputs', () => {
  const AL = matrix([[-Infinity, -Infinity, Infinity, Infinity]]);
  expect(rocArea(AL, matrix([[0, 0, 1, 1]]))).toBe(1);
});

test('rocArea() of NaN is NaN', () => {
  expect(rocArea(matrix([[0.1, Number.NaN]]), matrix([[0, 1]]))).toBeNaN();
});

test.each([3, -1, 0.5])('rocArea() refuses row %d of three', (row) => {
  const area = () => rocArea(zeros(3, 4), zeros(3, 4), { row });
  expect(area).toThrow(RangeError);
  expect(area).toThrow(`counted from 0 to 2; found ${row}`);
});

test.each([zeros(2, 3), zeros(0, 0)])(
  'classScores() refuses a matrix that is not square',
  (counts) => {
    expect(() => classScores(counts)).toThrow(ShapeError);
    expect(() => classScores(counts)).toThrow(`found (${counts.rows} x ${counts.cols})`);
  },
);

test.each([
  ['confusionMatrix()', confusionMatrix],
  ['rSquared()', rSquared],
  ['rocArea()', rocArea],
])('%s refuses Y of another shape and names both', (_name, measure) => {
  expect(() => measure(zeros(1, 3), zeros(1, 4))).toThrow(ShapeError);
  expect(() => measure(zeros(1, 3), zeros(1, 4))).toThrow('AL (1 x 3) with Y (1 x 4)');
});
