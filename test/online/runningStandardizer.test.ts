import {
  createRandom,
  DataError,
  type Matrix,
  matrix,
  runningStandardizer,
  ShapeError,
} from 'gradstream';
import { describe, test } from 'vitest';
import { goldens } from '../goldens/online.js';
import { expect } from '../matchers.js';
import { randomMatrix } from '../model/randomMatrix.js';

/** All features of the goldens, as rows. */
const hard = matrix(
  goldens.features.map(({ seed, mean, deviation }) => {
    const random = createRandom(seed);
    return Array.from({ length: goldens.count }, () => mean + deviation * random.normal());
  }),
);

/** Columns from `begin` up to `end`. */
function columns({ rows, cols, values }: Matrix, begin: number, end: number): Matrix {
  return matrix(
    Array.from({ length: rows }, (_, i) => [...values.subarray(i * cols + begin, i * cols + end)]),
  );
}

/** Batches of these sizes, again and again, till all columns are in one. */
function batches(X: Matrix, sizes: readonly number[]): Matrix[] {
  const result: Matrix[] = [];
  for (let begin = 0; begin < X.cols; ) {
    const end = Math.min(X.cols, begin + sizes[result.length % sizes.length]);
    result.push(columns(X, begin, end));
    begin = end;
  }
  return result;
}

describe('runningStandardizer()', () => {
  test.each([[[1]], [[7]], [[1, 64, 3]], [[500]]])(
    'finds the exact mean and deviation of hard features in batches of %j',
    (sizes) => {
      const standardizer = runningStandardizer(hard.rows);
      for (const X of batches(hard, sizes)) standardizer.update(X);
      const { mean, deviation } = standardizer.statistics();
      goldens.features.forEach(({ exactMean, exactDeviation }, i) => {
        expect(mean[i]).toBeAllclose(exactMean, {
          relative: 1e-14,
          absolute: exactDeviation * 1e-12,
        });
        expect(deviation[i]).toBeAllclose(exactDeviation, { relative: 1e-11 });
      });
      const last = standardizer.transform(columns(hard, hard.cols - 1, hard.cols));
      expect(last.values).toBeAllclose(
        goldens.features.map(({ lastStandardized }) => lastStandardized),
        { relative: 1e-9 },
      );
    },
  );

  test('goes on learning a mean whose moves are far below its last digit', () => {
    const standardizer = runningStandardizer(1);
    const random = createRandom(1);
    const count = 200_000;
    for (let k = 0; k < count; k++) {
      const moved = k < count / 2 ? 0 : 1;
      standardizer.update(
        matrix([[2 ** 40 + (Math.round(random.normal() * 1024) / 1024 + moved)]]),
      );
    }
    const { mean, deviation } = standardizer.statistics();
    expect(mean[0] - 2 ** 40).toBeAllclose(0.5, { absolute: 0.01 });
    expect(deviation[0]).toBeAllclose(Math.sqrt(1.25), { absolute: 0.01 });
  });

  test('transforms a batch with the statistics from before it', () => {
    const standardizer = runningStandardizer(1);
    expect(standardizer.standardize(matrix([[1, 3]]))).toEqual(matrix([[0, 0]]));
    expect(standardizer.standardize(matrix([[4, 0]]))).toEqual(matrix([[2, -2]]));
    expect(standardizer.statistics().mean).toEqual(Float64Array.of(2));
  });

  test('transforms the first example of a batch as if the others were not there', () => {
    const [seen, next] = [randomMatrix(3, 20, 1), randomMatrix(3, 5, 2)];
    const [alone, together] = [runningStandardizer(3), runningStandardizer(3)];
    alone.update(seen);
    together.update(seen);
    const first = columns(next, 0, 1);
    expect(columns(together.standardize(next), 0, 1)).toEqual(alone.standardize(first));
  });

  test('with updateFirst transforms a batch with statistics that count it', () => {
    const standardizer = runningStandardizer(1, { updateFirst: true });
    expect(standardizer.standardize(matrix([[1, 3]]))).toEqual(matrix([[-1, 1]]));
  });

  test.each([0.1, 1 / 3, 1e9 / 7, -1e-12 / 3, 0])(
    'makes a feature that is always %d exactly 0, and its deviation too',
    (x) => {
      const standardizer = runningStandardizer(1);
      for (let k = 1; k < 50; k++) {
        const X = matrix([Array<number>(k).fill(x)]);
        expect(standardizer.standardize(X).values).toEqual(new Float64Array(k));
      }
      expect(standardizer.statistics()).toEqual({
        mean: Float64Array.of(x),
        deviation: Float64Array.of(0),
      });
    },
  );

  test('goes on bit for bit from a memory that went through JSON', () => {
    const parts = batches(hard, [3, 1, 10]);
    const whole = runningStandardizer(hard.rows);
    const expected = parts.map((X) => whole.standardize(X));
    let from: ReturnType<typeof whole.memory> | undefined;
    const actual = parts.map((X) => {
      const rest = runningStandardizer(hard.rows, { from });
      const standardized = rest.standardize(X);
      from = JSON.parse(JSON.stringify(rest.memory()));
      return standardized;
    });
    expect(actual).toEqual(expected);
    expect(from).toEqual(whole.memory());
  });

  test('transform() counts nothing, update() changes nothing, and X stays as it is', () => {
    const standardizer = runningStandardizer(2);
    const X = randomMatrix(2, 4, 3);
    const before = structuredClone(X);
    standardizer.update(X);
    const memory = standardizer.memory();
    standardizer.transform(randomMatrix(2, 9, 4));
    expect(standardizer.memory()).toEqual(memory);
    standardizer.standardize(X);
    expect(X).toEqual(before);
  });

  test('keeps the precision of what it is given, and computes in float64', () => {
    const standardizer = runningStandardizer(1);
    standardizer.update(matrix([[16777216, 16777218]], 'float32'));
    expect(standardizer.transform(matrix([[16777220]], 'float32'))).toEqual(
      matrix([[3]], 'float32'),
    );
  });

  test.each([Number.NaN, Infinity])('refuses a batch with %d, and counts nothing of it', (bad) => {
    const standardizer = runningStandardizer(2);
    standardizer.update(
      matrix([
        [1, 2],
        [3, 4],
      ]),
    );
    const before = standardizer.memory();
    const refused = () =>
      standardizer.standardize(
        matrix([
          [1, 2],
          [3, bad],
        ]),
      );
    expect(refused).toThrow(DataError);
    expect(refused).toThrow(`feature 1 of its example 1 is ${bad}`);
    expect(standardizer.memory()).toEqual(before);
  });

  test('refuses what has other features', () => {
    const standardizer = runningStandardizer(2);
    expect(() => standardizer.transform(matrix([[1]]))).toThrow(ShapeError);
    expect(() =>
      standardizer.standardizeInto(
        matrix([[1], [2]]),
        matrix([
          [1, 2],
          [1, 2],
        ]),
      ),
    ).toThrow('Cannot standardize X (2 x 2) into (2 x 1)');
    expect(() => runningStandardizer(3, { from: standardizer.memory() })).toThrow(
      'Cannot go on with 3 features: the memory is of 2',
    );
    expect(() => runningStandardizer(0)).toThrow(RangeError);
  });
});
