import type { RawValues } from '../examples.js';
import { readError } from './fileErrors.js';

/**
 * Refuses numbers that are NaN or infinite.
 *
 * @throws {DataError} saying how many there are, and in which example the first
 */
export function checkFinite(path: string, name: string, values: RawValues, features: number): void {
  if (values instanceof Uint8Array) return;
  let count = 0;
  let first = -1;
  for (let index = 0; index < values.length; index++) {
    if (Number.isFinite(values[index])) continue;
    if (count === 0) first = index;
    count++;
  }
  if (count === 0) return;
  const numbers = count === 1 ? '1 number that is' : `${count} numbers that are`;
  const where = `${count === 1 ? 'in' : 'the first in'} the example at index ${Math.floor(first / features)}`;
  throw readError(path, `${name} has ${numbers} not finite, ${where}; replace or remove them`);
}
