import type { RawValues } from '../examples.js';
import { readError } from './fileErrors.js';

/**
 * The labels as bytes.
 *
 * @throws {DataError} when one is neither 0 nor 1, naming the first
 */
export function toLabels(path: string, name: string, values: RawValues): Uint8Array {
  const index = values.findIndex((value) => value !== 0 && value !== 1);
  if (index >= 0) {
    const found = `${name} has the label ${values[index]} at index ${index}`;
    throw readError(path, `${found}; write it with labels that are 0 or 1`);
  }
  return Uint8Array.from(values);
}

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
