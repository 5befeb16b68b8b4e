import { DataError } from '../errors.js';
import { constant } from './constant.js';
import type { DataSchedule } from './course.js';
import { type FieldType, holds, type Kind } from './kind.js';
import { kinds } from './kinds.js';
import { isOpenWarmUp, type OpenWarmUp } from './warmUp.js';

/**
 * The schedule that was written as data: a number, or a kind with its fields, as `JSON.stringify()` writes
 * it. What is left out of the fields gets its default.
 *
 * @param data from anywhere: every field is checked
 * @throws {DataError} when something is missing, misspelt, of the wrong type or out of range; the message
 * has one line and says where
 * @example
 * const written = JSON.stringify(join(warmUp(4), cosineDecay(0.4, { length: 3 })));
 * scheduleFrom(JSON.parse(written))(5) // => 0.3
 */
export function scheduleFrom(data: unknown): DataSchedule {
  return readSchedule(data, '');
}

/**
 * The same for what may stand in a join.
 *
 * @throws {DataError} as `scheduleFrom()`
 */
export function partFrom(data: unknown): DataSchedule | OpenWarmUp {
  return readPart(data, '');
}

/** So deep may data be nested; JSON from outside could be nested until the stack overflows. */
const DEEPEST = 100;

/** The value of a field, which holds what its type says. */
function read(type: FieldType, value: unknown, path: string): unknown {
  switch (type) {
    case 'schedule':
      return readSchedule(value, path);
    case 'factors':
      return list(value, path).map((factor, k) => readSchedule(factor, `${path}[${k}]`));
    case 'parts':
      return list(value, path).map((part, k) => readPart(part, `${path}[${k}]`));
    default:
      return holds[type](value) ? value : refuse(path, described[type], value);
  }
}

const LENGTH = 'iterations, { epochs }, { seconds } or { fraction }';
const described = {
  number: 'a number',
  length: LENGTH,
  lengthOrRest: `${LENGTH}, or "rest"`,
  name: 'a text',
  mode: '"min" or "max"',
  changes: 'a list of pairs of a length and a number',
};

function readSchedule(value: unknown, path: string): DataSchedule {
  const part = readPart(value, path);
  if (!isOpenWarmUp(part)) return part;
  throw wrong(path, 'is a warm-up that needs a target, or a join with something to follow it');
}

function readPart(value: unknown, path: string): DataSchedule | OpenWarmUp {
  if (path.split('.').length > DEEPEST) {
    throw new DataError(`Cannot read a schedule that is nested more than ${DEEPEST} deep`);
  }
  if (typeof value === 'number') return made(path, () => constant(value));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse(path, 'a number or an object with a kind', value);
  }
  const given = new Map<string, unknown>(Object.entries(value));
  const name = given.get('kind');
  const kind = typeof name === 'string' ? kinds.get(name) : undefined;
  if (!kind) return refuse(`${path}.kind`, `one of ${[...kinds.keys()].join(', ')}`, name);
  given.delete('kind');
  const values = readFields(kind, String(name), given, path);
  return made(path, () => kind.create(values));
}

function readFields(
  { required, optional }: Kind,
  name: string,
  given: ReadonlyMap<string, unknown>,
  path: string,
): Record<string, unknown> {
  const values = [...given].map(([field, value]) => {
    const type = required.get(field) ?? optional.get(field);
    if (type) return [field, read(type, value, `${path}.${field}`)];
    const known = [...required.keys(), ...optional.keys()].join(', ');
    throw wrong(`${path}.${field}`, `is no field of ${name}: it has ${known}`);
  });
  const missing = [...required.keys()].find((field) => !given.has(field));
  if (missing) throw wrong(path, `is a ${name} without ${missing}`);
  return Object.fromEntries(values);
}

function list(value: unknown, path: string): readonly unknown[] {
  return Array.isArray(value) ? value : refuse(path, 'a list', value);
}

/** What a constructor refuses is told with its place. */
function made<T>(path: string, create: () => T): T {
  try {
    return create();
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    throw wrong(path, `cannot be: ${error.message}`, error);
  }
}

function refuse(path: string, expected: string, found: unknown): never {
  throw wrong(path, `has to be ${expected}; found ${nameOf(found)}`);
}

function wrong(path: string, what: string, cause?: unknown): DataError {
  return new DataError(`Cannot read the schedule: ${path.slice(1) || 'it'} ${what}`, { cause });
}

function nameOf(found: unknown): string {
  if (found === undefined) return 'nothing';
  if (Array.isArray(found)) return 'a list';
  if (typeof found === 'object' && found !== null) return 'an object';
  return typeof found === 'function' ? 'a function' : (JSON.stringify(found) ?? typeof found);
}
