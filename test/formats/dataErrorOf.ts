import { expect } from 'vitest';
import { DataError } from '../../src/index.js';

/** The text of the DataError that a promise fails with; fails when it has another error. */
export const dataErrorOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'resolved',
    (error: unknown) => {
      expect(error).toBeInstanceOf(DataError);
      return error instanceof Error ? error.message : '';
    },
  );
