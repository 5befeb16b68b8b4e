import { configure } from 'rxjs-marbles';
import { expect } from 'vitest';

/** Marble tests that vitest reports as its own: `test('...', marbles((m) => { ... }))`. */
export const { marbles } = configure({
  run: true,
  frameworkMatcher: true,
  assert: (value, message) => {
    expect(value, message).toBeTruthy();
  },
  assertDeepEqual: (actual, expected) => {
    expect(actual).toEqual(expected);
  },
});
