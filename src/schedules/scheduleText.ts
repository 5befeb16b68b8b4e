import type { DataSchedule } from './course.js';
import { type FieldType, holds } from './kind.js';
import { kinds } from './kinds.js';
import type { LengthOrRest } from './length.js';
import { shifted } from './parseArgument.js';
import { partFrom } from './scheduleFrom.js';
import { textNameOf } from './textNames.js';

/**
 * The text of a schedule, which `parseSchedule()` reads back as the same data. What a default says too is
 * left out.
 *
 * @throws {TypeError} when a function of one's own is part of the schedule
 * @example
 * scheduleText(join(warmUp(100), cosineDecay(0.03, { length: 2900 }))) // => 'warmUp(100) then cosine(0.03, 2900)'
 */
export function scheduleText(schedule: DataSchedule): string {
  return textOf(schedule.toJSON(), LOOSEST);
}

/** How strongly operators bind: `then`, `for`, `*`, and what stands alone. */
const [LOOSEST, FOR, TIMES, ALONE] = [0, 1, 2, 3];

/** The text of data, in parentheses when it binds less than its place asks for. */
function textOf(data: unknown, binding: number): string {
  if (typeof data !== 'object' || data === null) return String(data);
  const fields = new Map<string, unknown>(Object.entries(data));
  const [text, own] = operation(fields);
  return own < binding ? `(${text})` : text;
}

function operation(fields: ReadonlyMap<string, unknown>): [text: string, binding: number] {
  switch (fields.get('kind')) {
    case 'join':
      return [textsOf(fields.get('parts'), FOR).join(' then '), LOOSEST];
    case 'lasting': {
      const length = argument('length', fields.get('length'));
      return [`${textOf(fields.get('schedule'), TIMES)} for ${length}`, FOR];
    }
    case 'product':
      return [textsOf(fields.get('factors'), ALONE).join(' * '), TIMES];
    default:
      return [call(fields), ALONE];
  }
}

function textsOf(operands: unknown, binding: number): readonly string[] {
  return Array.isArray(operands) ? operands.map((operand) => textOf(operand, binding)) : [];
}

/** name(first, second, other: third): in order up to what is left out, then by name. */
function call(fields: ReadonlyMap<string, unknown>): string {
  const name = String(fields.get('kind'));
  const { required = [], optional = [] } = kinds.get(name) ?? {};
  const said = withoutDefaults(
    fields,
    [...optional].map(([field]) => field),
  );
  let inOrder = true;
  const written = [...required, ...optional].flatMap(([field, type]) => {
    inOrder &&= said.has(field);
    if (!said.has(field)) return [];
    const text = argument(type, said.get(field));
    return inOrder ? text : `${field}: ${text}`;
  });
  return `${textNameOf(name)}(${written.join(', ')})`;
}

/** Leaves out, from the last one on, each field that the constructor fills in with the same value. */
function withoutDefaults(
  fields: ReadonlyMap<string, unknown>,
  optional: readonly string[],
): ReadonlyMap<string, unknown> {
  const said = new Map(fields);
  for (const field of optional.toReversed()) {
    const fewer = new Map(said);
    fewer.delete(field);
    if (same(fewer, said)) said.delete(field);
  }
  return said;
}

function same(one: ReadonlyMap<string, unknown>, other: ReadonlyMap<string, unknown>): boolean {
  const [left, right] = [one, other].map((fields) =>
    JSON.stringify(partFrom(Object.fromEntries(fields))),
  );
  return left === right;
}

function argument(type: FieldType, value: unknown): string {
  if (type === 'schedule') return textOf(value, LOOSEST);
  if (type === 'name')
    return /^[a-z_]\w*$/i.test(String(value)) ? String(value) : JSON.stringify(value);
  if (holds.changes(value)) {
    return value.map(([milestone, after]) => `${lengthText(milestone)}: ${after}`).join(', ');
  }
  return holds.lengthOrRest(value) ? lengthText(value) : String(value);
}

function lengthText(length: LengthOrRest): string {
  if (typeof length !== 'object') return String(length);
  if ('epochs' in length) return `${length.epochs} ${length.epochs === 1 ? 'epoch' : 'epochs'}`;
  if ('seconds' in length) return `${length.seconds} s`;
  return 'fraction' in length ? `${percentOf(length.fraction)} %` : String(length.iterations);
}

/** A number that `parseSchedule()` reads as this fraction exactly. */
function percentOf(fraction: number): string {
  const percent = String(shifted(String(fraction), 2));
  if (shifted(percent, -2) === fraction) return percent;
  const [digits, exponent] = fraction.toExponential().split('e');
  return `${digits}e${Number(exponent) + 2}`;
}
