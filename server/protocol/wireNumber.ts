/**
 * A number as it goes over the wire. JSON has no NaN and no infinities, and `JSON.stringify` drops the sign of -0:
 * these four are strings, everything else is the shortest decimal that reads back as the same bits.
 */
export type WireNumber = number | 'NaN' | 'Infinity' | '-Infinity' | '-0';

/**
 * A number in its wire form.
 *
 * @example
 * [0.1, NaN, -0].map(toWire) // => [0.1, 'NaN', '-0']
 */
export function toWire(value: number): WireNumber {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : value;
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? 'Infinity' : '-Infinity';
}

/**
 * The number behind its wire form, bit for bit.
 *
 * @throws {TypeError} when it is no such form
 * @example
 * [0.1, '-Infinity', '-0'].map(fromWire) // => [0.1, -Infinity, -0]
 */
export function fromWire(value: unknown): number {
  if (typeof value === 'number') return value;
  if (isSpecial(value)) return Number(value);
  throw new TypeError(`A number is a JSON number, ${specials.join(', ')}; found ${shown(value)}`);
}

/** Any value in few words: JSON has none for some. */
function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return value === null ? 'null' : `a value of type ${typeof value}`;
}

const specials = ['NaN', 'Infinity', '-Infinity', '-0'] as const;

function isSpecial(value: unknown): value is (typeof specials)[number] {
  return specials.some((special) => special === value);
}
