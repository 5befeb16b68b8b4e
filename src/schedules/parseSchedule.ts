import { DataError } from '../errors.js';
import { constant } from './constant.js';
import type { DataSchedule } from './course.js';
import { type Cursor, cursorAt, unreadable } from './cursor.js';
import { join } from './join.js';
import type { FieldType, Kind } from './kind.js';
import { lasting } from './lasting.js';
import { argumentParsers, parseLength, parseNumber } from './parseArgument.js';
import { product } from './product.js';
import { scheduleFrom } from './scheduleFrom.js';
import { textKinds, textNameOf } from './textNames.js';
import type { Token } from './tokens.js';
import { isOpenWarmUp, type OpenWarmUp } from './warmUp.js';

/**
 * The schedule that a text says, such as `warmUp(100) then cosine(0.03, 2900)`.
 *
 *   0.03                                        a number stays
 *   cosine(0.03, 2900, last: 0.001)             arguments in their order, or by name
 *   0.03 for 3 epochs then step(0.01, 10 s)     lengths: 100, 3 epochs, 10 s, 50 %, rest
 *   0.5 * (warmUp(100) then cosine(0.03))       * before for before then
 *   piecewise(0.1, 30: 0.01, 60: 0.001)         milestone: value
 *   {"kind":"cosineDecay","first":0.03}         JSON, for `scheduleFrom()`
 *
 * Names are those of the functions, where the word Decay may be left out; arguments are named and ordered
 * as there, those of the options last. `then` is `join()`, `for` is `lasting()`, `*` is `product()`.
 *
 * @throws {DataError} when it cannot be read, or something is out of range; the message has one line and
 * says where
 * @example
 * const schedule = parseSchedule('warmUp(4) then cosine(0.4, 3)');
 * [0, 1, 3, 4, 5].map((i) => schedule(i)) // => [0.1, 0.2, 0.4, 0.4, 0.3]
 */
export function parseSchedule(text: string): DataSchedule {
  if (text.trimStart().startsWith('{')) return scheduleFrom(jsonOf(text));
  const cursor = cursorAt(text);
  return parseWhole(cursor, [''], 0);
}

/** So deep may calls and parentheses be nested; text from outside could be nested until the stack overflows. */
const DEEPEST = 100;

type Parsed = DataSchedule | OpenWarmUp;

/** a then b then c, as a schedule that stands for itself: nothing but `ends` may follow. */
function parseWhole(cursor: Cursor, ends: readonly string[], depth: number): DataSchedule {
  const { at } = cursor.here();
  if (depth > DEEPEST) throw unreadable(cursor.text, at, `nested more than ${DEEPEST} deep`);
  const parsed = parseSequence(cursor, depth);
  if (!ends.includes(cursor.here().text)) {
    const orEnds = ends.map((end) => (end === '' ? 'the end' : `"${end}"`)).join(' or ');
    cursor.expected(`"then", "for", "*" or ${orEnds}`);
  }
  return made(cursor, at, () => closed(parsed));
}

function parseSequence(cursor: Cursor, depth: number): Parsed {
  const { at } = cursor.here();
  const parts = [parseLasting(cursor, depth)];
  while (cursor.takes('then')) parts.push(parseLasting(cursor, depth));
  return parts.length === 1 ? parts[0] : made(cursor, at, () => join(...parts));
}

/** a for 3 epochs. */
function parseLasting(cursor: Cursor, depth: number): Parsed {
  const { at } = cursor.here();
  const schedule = parseProduct(cursor, depth);
  if (!cursor.takes('for')) return schedule;
  const length = parseLength(cursor);
  return made(cursor, at, () => lasting(closed(schedule), length));
}

/** a * b * c. */
function parseProduct(cursor: Cursor, depth: number): Parsed {
  const { at } = cursor.here();
  const factors = [parseFactor(cursor, depth)];
  while (cursor.takes('*')) factors.push(parseFactor(cursor, depth));
  if (factors.length === 1) return factors[0];
  return made(cursor, at, () => product(...factors.map(closed)));
}

/** A number, (a schedule), or a call. */
function parseFactor(cursor: Cursor, depth: number): Parsed {
  const { kind, at } = cursor.here();
  if (kind === 'number') return made(cursor, at, () => constant(parseNumber(cursor)));
  if (kind === 'word') return parseCall(cursor, depth);
  if (!cursor.takes('(')) cursor.expected('a number, a schedule such as cosine(0.03), or "("');
  const schedule = parseWhole(cursor, [')'], depth + 1);
  cursor.need(')');
  return schedule;
}

/** name(first, second, other: third). */
function parseCall(cursor: Cursor, depth: number): Parsed {
  const { text: name, at } = cursor.here();
  const kind = textKinds.get(textNameOf(name));
  if (!kind) return cursor.expected(`one of ${[...textKinds.keys()].join(', ')}`);
  cursor.take();
  cursor.need('(');
  const values = parseArguments(cursor, kind, depth);
  const missing = [...kind.required.keys()].find((field) => !values.has(field));
  if (missing) cursor.expected(`${missing}, which ${name}() needs`);
  if (!cursor.takes(')')) cursor.expected('"," or ")"');
  return made(cursor, at, () => kind.create(Object.fromEntries(values)));
}

function parseArguments(cursor: Cursor, kind: Kind, depth: number): Map<string, unknown> {
  const values = new Map<string, unknown>();
  const fields = new Map([...kind.required, ...kind.optional]);
  const inOrder = [...fields.keys()];
  let named = false;
  while (!isSign(cursor.here(), ')')) {
    named ||= cursor.here().kind === 'word' && isSign(cursor.ahead(), ':');
    const left = inOrder.filter((field) => !values.has(field));
    const field = named ? cursor.here().text : left[0];
    const type = left.includes(field) ? fields.get(field) : undefined;
    if (!type) {
      return cursor.expected(left.length > 0 ? `one of ${left.join(', ')}` : '")"');
    }
    if (named) {
      cursor.take();
      cursor.need(':');
    }
    values.set(field, parseValue(cursor, type, depth));
    if (!cursor.takes(',')) break;
  }
  return values;
}

function parseValue(cursor: Cursor, type: FieldType, depth: number): unknown {
  const parse = argumentParsers.get(type);
  return parse ? parse(cursor) : parseWhole(cursor, [',', ')'], depth + 1);
}

function isSign({ kind, text }: Token, sign: string): boolean {
  return kind === 'sign' && text === sign;
}

function closed(parsed: Parsed): DataSchedule {
  if (!isOpenWarmUp(parsed)) return parsed;
  throw new TypeError(
    'a warm-up needs something to rise to: warmUp(100, 0.03), or warmUp(100) then a schedule',
  );
}

/** What a constructor refuses is told with its place. */
function made<T>(cursor: Cursor, at: number, create: () => T): T {
  try {
    return create();
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    throw unreadable(cursor.text, at, error.message, error);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof SyntaxError ? error.message : 'it is none';
    throw new DataError(`Cannot read the schedule as JSON: ${why}`, { cause: error });
  }
}
