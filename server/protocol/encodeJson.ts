import { toWire } from './wireNumber.js';

/**
 * A value as JSON text, with the numbers in it in their wire form wherever they stand.
 *
 * @example
 * encodeJson({ y: [1, NaN, -0] }) // => '{"y":[1,"NaN","-0"]}'
 */
export function encodeJson(value: unknown): string {
  return JSON.stringify(value, numbersToWire);
}

function numbersToWire(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? toWire(value) : value;
}
