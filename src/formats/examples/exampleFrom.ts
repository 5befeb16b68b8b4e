import { asciiJson } from '../asciiJson.js';
import type { Decoded, Example } from './example.js';
import { type ExampleSchema, labelWidth } from './exampleSchema.js';
import { float64Array } from './float64Array.js';

/** How values of a format are read. */
export interface ValueReader<T> {
  /** undefined when it is no number. NaN and infinities are numbers here. */
  number(value: T): number | undefined;
  /** undefined when it is no name. Left out where the format has no names: classes are indexes then. */
  name?(value: T): string | undefined;
}

/** Values that can be cut. */
interface Row<T> extends ArrayLike<T> {
  slice(start: number, end?: number): ArrayLike<T>;
}

type Refused = { readonly reason: string };

/** Makes an example out of values that are its features and behind them its label. */
export function exampleFromRow<T>(
  row: Row<T>,
  schema: ExampleSchema,
  reader: ValueReader<T>,
): Decoded {
  const { features } = schema;
  const width = labelWidth(schema);
  if (row.length !== features && row.length !== features + width) {
    const label = width === 0 ? '' : ` and ${width} of a label`;
    return { reason: `${row.length} values; expected ${features} features${label}` };
  }
  return exampleFrom(row.slice(0, features), row.slice(features), schema, reader);
}

/**
 * Makes an example out of the values of its features and of its label, of which there are none where it has none.
 *
 * @param schema one that `requireSchema` lets through
 */
export function exampleFrom<T>(
  features: ArrayLike<T>,
  label: ArrayLike<T>,
  schema: ExampleSchema,
  reader: ValueReader<T>,
): Decoded {
  if (features.length !== schema.features) {
    return { reason: `${features.length} features; expected ${schema.features}` };
  }
  const read = numbersFrom('feature', features, schema, reader);
  if ('reason' in read) return read;
  const width = labelWidth(schema);
  if (label.length === 0) {
    return width === 0 || schema.unlabelled === true
      ? { example: { features: read } }
      : { reason: 'no label' };
  }
  if (label.length !== width) {
    const expected = width === 0 ? 'none' : width;
    return { reason: `${label.length} values of a label; expected ${expected}` };
  }
  const labelled = labelFrom(label, schema, reader);
  return typeof labelled === 'object' && 'reason' in labelled
    ? labelled
    : { example: { features: read, label: labelled } };
}

/** @throws {RangeError} when it is no example of the schema */
export function requireExample(example: Example, schema: ExampleSchema): void {
  const reader = { number: (value: number) => value };
  const decoded = exampleFrom(example.features, labelValues(example), schema, reader);
  if ('reason' in decoded) throw new RangeError(`Cannot write an example: ${decoded.reason}`);
}

/** The numbers of a label: none where there is none. */
export function labelValues({ label }: Example): readonly number[] {
  if (label === undefined) return [];
  return typeof label === 'number' ? [label] : [...label];
}

/** The features of an example, and behind them its label. */
export function rowOf(example: Example): readonly number[] {
  return [...example.features, ...labelValues(example)];
}

function labelFrom<T>(
  label: ArrayLike<T>,
  schema: ExampleSchema,
  reader: ValueReader<T>,
): number | Float64Array | Refused {
  const { classes, labels, targets } = schema;
  if (targets !== undefined) {
    const numbers = numbersFrom('target', label, schema, reader);
    return targets === 1 && numbers instanceof Float64Array ? numbers[0] : numbers;
  }
  if (labels !== undefined && reader.name !== undefined) {
    const name = reader.name(label[0]);
    if (name === undefined) return { reason: 'the label is not a name' };
    const index = labels.indexOf(name);
    return index === -1 ? { reason: `the label ${shown(name)} is unknown` } : index;
  }
  const index = reader.number(label[0]);
  if (index === undefined) return { reason: 'the label is not a number' };
  const count = classes ?? labels?.length ?? 0;
  return Number.isInteger(index) && index >= 0 && index < count
    ? Math.abs(index)
    : { reason: `the label ${index} is not one of ${count} classes` };
}

function numbersFrom<T>(
  what: string,
  values: ArrayLike<T>,
  { allowNonFinite = false, largest = Infinity }: ExampleSchema,
  reader: ValueReader<T>,
): Float64Array | Refused {
  const numbers = float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const number = reader.number(values[i]);
    if (number === undefined) return { reason: `${what} ${i} is not a number` };
    if (!allowNonFinite && !Number.isFinite(number)) {
      return { reason: `${what} ${i} is not finite` };
    }
    if (Math.abs(number) > largest) return { reason: `${what} ${i} is beyond ${largest}` };
    numbers[i] = number;
  }
  return numbers;
}

/** Characters of a text that are shown, and those that they become. */
const LONGEST_SHOWN = 40;
const LONGEST_ESCAPED = 70;

/** A text from outside, short, in one line, and without what a terminal would obey or show in another order. */
export function shown(text: string): string {
  for (let length = LONGEST_SHOWN; ; length--) {
    const json = asciiJson(text.length > length ? `${text.slice(0, length)}...` : text);
    if (json.length <= LONGEST_ESCAPED) return json;
  }
}
