import type { Example, ExampleCodec } from './example.js';
import { exampleFromRow, labelValues, requireExample } from './exampleFrom.js';
import { type ExampleSchema, labelWidth, requireSchema } from './exampleSchema.js';
import { numberText, roomFor, textOf } from './numberText.js';
import type { TextOptions } from './textOptions.js';

const reader = { number: numberOf, name: (field: string) => field };

/**
 * Examples as lines of comma-separated values (RFC 4180): the features, and behind them the label. A class is its
 * index, or its name where the schema has names. A payload is one line, whose end may be left out. The key is not
 * written.
 *
 * Numbers are decimal, NaN or Infinity, and come back bit for bit. White space around fields without quotes is left
 * out.
 *
 * @throws {RangeError} when the schema is one that nothing can meet
 * @example
 * const { decode } = csvExamples({ features: 2, labels: ['cat', 'dog'] });
 * decode(new TextEncoder().encode('0.5, -1, dog')).example // => { features: Float64Array.of(0.5, -1), label: 1 }
 */
export function csvExamples(schema: ExampleSchema, options: TextOptions = {}): ExampleCodec {
  requireSchema(schema);
  const { labels } = schema;
  const most = schema.features + labelWidth(schema);
  const { maxBytes = roomFor(most) } = options;

  return {
    contentType: 'text/csv',
    decode(payload) {
      if (payload.length > maxBytes) {
        return { reason: `${payload.length} bytes; expected ${maxBytes} at most` };
      }
      const text = textOf(payload);
      if (text === undefined) return { reason: 'not UTF-8' };
      const fields = fieldsOf(text.replace(/\r?\n$/, ''), most);
      return typeof fields === 'string'
        ? { reason: fields }
        : exampleFromRow(fields, schema, reader);
    },
    encode(example: Example) {
      requireExample(example, schema);
      const features = Array.from(example.features, numberText);
      const label = labelValues(example).map((value) =>
        labels === undefined ? numberText(value) : quoted(labels[value]),
      );
      return new TextEncoder().encode([...features, ...label].join(','));
    },
  };
}

/** The fields of a line, no more than `most`; else why it has none. */
function fieldsOf(line: string, most: number): readonly string[] | string {
  const fields: string[] = [];
  let at = 0;
  while (fields.length < most) {
    const begin = behindSpaces(line, at);
    const isInQuotes = line[begin] === '"';
    const comma = line.indexOf(',', at);
    const end = isInQuotes ? closingQuote(line, begin) : comma === -1 ? line.length : comma;
    const field = isInQuotes ? line.slice(begin + 1, end) : line.slice(at, end).trim();
    at = isInQuotes ? behindSpaces(line, end + 1) : end;
    const isOver = at >= line.length;
    if (end === -1 || (!isInQuotes && field.includes('"')) || (!isOver && line[at] !== ',')) {
      return `value ${fields.length} has quotes in the wrong place`;
    }
    fields.push(isInQuotes ? field.replaceAll('""', '"') : field);
    if (isOver) return fields;
    at++;
  }
  return `more than ${most} values`;
}

function behindSpaces(line: string, from: number): number {
  let at = from;
  while (line[at] === ' ' || line[at] === '\t') at++;
  return at;
}

/** Where the quotes end that begin at `from`; -1 when they do not. */
function closingQuote(line: string, from: number): number {
  let at = line.indexOf('"', from + 1);
  while (at !== -1 && line[at + 1] === '"') at = line.indexOf('"', at + 2);
  return at;
}

const DECIMAL = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i;
const SPECIAL = /^(?:nan|[-+]?inf(?:inity)?)$/i;

/** No number needs more characters: the longest that lies between two others of 64 bits has 767 digits. */
const LONGEST = 1_000;

function numberOf(field: string): number | undefined {
  if (field.length > LONGEST) return undefined;
  if (DECIMAL.test(field)) return Number(field);
  if (!SPECIAL.test(field)) return undefined;
  if (/nan/i.test(field)) return Number.NaN;
  return field.startsWith('-') ? -Infinity : Infinity;
}

/** A field as it stands in a line. */
function quoted(name: string): string {
  return /[",\r\n]|^\s|\s$/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
