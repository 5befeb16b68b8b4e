import { type Cursor, unreadable } from './cursor.js';
import type { FieldType } from './kind.js';
import type { Length, LengthOrRest } from './length.js';
import type { Change } from './piecewise.js';

/** How the text of an argument is read that has no schedule in it, by the type of the field. */
export const argumentParsers: ReadonlyMap<FieldType, (cursor: Cursor) => unknown> = new Map<
  FieldType,
  (cursor: Cursor) => unknown
>([
  ['number', parseNumber],
  ['length', parseLength],
  ['lengthOrRest', parseLengthOrRest],
  ['name', parseName],
  ['mode', parseMode],
  ['changes', parseChanges],
]);

/** A number as it stands there; whether it is in range is for the constructor to say. */
export function parseNumber(cursor: Cursor): number {
  if (cursor.here().kind !== 'number') cursor.expected('a number');
  return Number(cursor.take().text);
}

/** A number of iterations, or a number and its unit. */
export function parseLength(cursor: Cursor): Length {
  if (cursor.here().kind !== 'number') cursor.expected(A_LENGTH);
  const { text } = cursor.take();
  if (takesOneOf(cursor, 'epochs', 'epoch')) return { epochs: Number(text) };
  if (takesOneOf(cursor, 's', 'seconds', 'second')) return { seconds: Number(text) };
  if (cursor.takes('%')) return { fraction: shifted(text, -2) };
  const { kind, text: next } = cursor.here();
  if (!takesOneOf(cursor, 'iterations', 'iteration') && kind === 'word' && next !== 'then') {
    cursor.expected('iterations, epochs, s or % as a unit');
  }
  return Number(text);
}

const A_LENGTH = 'a length (100, 3 epochs, 10 s, 50 %)';

function parseLengthOrRest(cursor: Cursor): LengthOrRest {
  if (cursor.takes('rest')) return 'rest';
  return cursor.here().kind === 'number'
    ? parseLength(cursor)
    : cursor.expected(`${A_LENGTH} or rest`);
}

function parseName(cursor: Cursor): string {
  const { kind, text, at } = cursor.here();
  if (kind !== 'word' && kind !== 'text') cursor.expected('a name');
  cursor.take();
  if (kind === 'word') return text;
  if (text.startsWith("'")) return text.slice(1, -1);
  try {
    return String(JSON.parse(text));
  } catch (error) {
    throw unreadable(
      cursor.text,
      at,
      'the text in quotes has an escape that JSON does not know',
      error,
    );
  }
}

function parseMode(cursor: Cursor): 'min' | 'max' {
  if (cursor.takes('min')) return 'min';
  return cursor.takes('max') ? 'max' : cursor.expected('min or max');
}

/** 30: 0.01, 60: 0.001, up to the end of the call. */
function parseChanges(cursor: Cursor): readonly Change[] {
  const changes: Change[] = [];
  do {
    const milestone = parseLength(cursor);
    cursor.need(':');
    changes.push([milestone, parseNumber(cursor)]);
  } while (cursor.takes(','));
  return changes;
}

function takesOneOf(cursor: Cursor, ...words: readonly string[]): boolean {
  return words.some((word) => cursor.takes(word));
}

/**
 * A number in decimal digits times a power of ten, rounded once: 100 times 0.07 is not 7 in binary digits.
 *
 * @example
 * [shifted('7', -2), shifted('0.07', 2)] // => [0.07, 7]
 */
export function shifted(decimal: string, places: number): number {
  const [digits, exponent = '0'] = decimal.toLowerCase().split('e');
  return Number(`${digits}e${Number(exponent) + places}`);
}
