import { expect } from 'vitest';
import type { Matrix } from '../src/numerics/matrix.js';

/** Numbers in any of the forms they come in, nested as deep as you like. */
export type Numbers = number | ArrayLike<number> | Matrix | readonly Numbers[];

/** Each number may be off by the larger of `absolute` and `relative` times the expected size. */
export interface Tolerance {
  /** Default 1e-12. */
  readonly relative?: number;
  /** Default 0. */
  readonly absolute?: number;
}

declare module 'vitest' {
  interface Matchers<T> {
    /** Same nesting, same lengths, and every number within the tolerance; NaN matches NaN. */
    toBeAllclose(expected: Numbers, tolerance?: Tolerance): T;
  }
}

expect.extend({
  toBeAllclose(
    actual: Numbers,
    expected: Numbers,
    { relative = 1e-12, absolute = 0 }: Tolerance = {},
  ) {
    const difference = firstDifference(
      actual,
      expected,
      '',
      (a, e) => Math.abs(a - e) <= Math.max(absolute, relative * Math.abs(e)),
    );
    return {
      pass: difference === undefined,
      message: () => difference ?? `Expected the numbers to differ by more than the tolerance`,
    };
  },
});

/** Vitest's `expect`, which knows `toBeAllclose`. */
export { expect };

type Closeness = (actual: number, expected: number) => boolean;

function firstDifference(
  actual: Numbers,
  expected: Numbers,
  place: string,
  close: Closeness,
): string | undefined {
  if (typeof actual === 'number' && typeof expected === 'number') {
    const same = Object.is(actual, expected) || actual === expected || close(actual, expected);
    return same ? undefined : `At ${place || 'the top'}: ${actual}, expected ${expected}`;
  }
  if (typeof actual === 'number' || typeof expected === 'number') {
    return `At ${place || 'the top'}: one is a number, the other is not`;
  }
  if (isMatrix(actual) && isMatrix(expected)) {
    if (actual.rows !== expected.rows || actual.cols !== expected.cols) {
      return `At ${place || 'the top'}: ${actual.rows} x ${actual.cols}, expected ${expected.rows} x ${expected.cols}`;
    }
    return firstDifference(actual.values, expected.values, place, close);
  }
  if (isMatrix(actual) || isMatrix(expected)) {
    return `At ${place || 'the top'}: one is a matrix, the other is not`;
  }
  if (actual.length !== expected.length) {
    return `At ${place || 'the top'}: length ${actual.length}, expected ${expected.length}`;
  }
  for (let i = 0; i < expected.length; i++) {
    const difference = firstDifference(actual[i], expected[i], `${place}[${i}]`, close);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function isMatrix(numbers: Exclude<Numbers, number>): numbers is Matrix {
  return 'rows' in numbers;
}
