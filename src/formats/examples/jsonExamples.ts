import { isCloudEvent, unwrapCloudEvent } from '../cloudEvents/cloudEvent.js';
import { isRecord } from '../isRecord.js';
import { ownValue } from '../ownValue.js';
import type { Decoded, Example, ExampleCodec } from './example.js';
import { exampleFrom, exampleFromRow, labelValues, requireExample } from './exampleFrom.js';
import { type ExampleSchema, labelWidth, requireSchema } from './exampleSchema.js';
import { numberText, roomFor, textOf } from './numberText.js';
import { namedIn, outlineOf } from './outlineOf.js';
import type { TextOptions } from './textOptions.js';

/** How deep a payload may be nested: an example in an envelope is 3, the rest is for what nobody reads. */
const DEPTH = 16;

const reader = {
  number: numberOf,
  name: (value: unknown) => (typeof value === 'string' ? value : undefined),
};

/**
 * Examples as JSON: `{"features": [0.5, -1], "label": 1, "key": "a"}`, or a bare array of the features and behind them
 * the label. A class is its index, or its name where the schema has names; a label of several targets is an array.
 *
 * Such a value may stand in the envelope of a CloudEvent 1.0, as its `data` or in its `data_base64`. What else is in a
 * payload is left out, as is a byte order mark; but an object that has a name twice is refused, whatever name it is. JSON has no NaN and no infinities: where they are let in they are strings, 'NaN', 'Infinity' and
 * '-Infinity'. Numbers come back bit for bit.
 *
 * @throws {RangeError} when the schema is one that nothing can meet
 * @example
 * const { decode } = jsonExamples({ features: 2, classes: 3 });
 * decode(new TextEncoder().encode('{"features":[0.5,-1],"label":2}')).example // => { features: Float64Array.of(0.5, -1), label: 2 }
 * @example
 * jsonExamples({ features: 2 }).decode(new TextEncoder().encode('[0.5]')) // => { reason: '1 values; expected 2 features' }
 */
export function jsonExamples(schema: ExampleSchema, options: TextOptions = {}): ExampleCodec {
  requireSchema(schema);
  const { features, labels } = schema;
  const { maxBytes = roomFor(features + labelWidth(schema)) } = options;

  function parsed(payload: Uint8Array): { readonly value: unknown } | { readonly reason: string } {
    if (payload.length > maxBytes) {
      return { reason: `${payload.length} bytes; expected ${maxBytes} at most` };
    }
    const { depth, named } = outlineOf(payload);
    if (depth > DEPTH) return { reason: `nested deeper than ${DEPTH}` };
    const text = textOf(payload);
    if (text === undefined) return { reason: 'not UTF-8' };
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return { reason: 'not JSON' };
    }
    // Others may have taken the first of them where this one takes the last.
    return namedIn(value) === named ? { value } : { reason: 'a name stands twice in one object' };
  }

  function unwrapped(value: unknown): Decoded {
    if (!isCloudEvent(value)) return exampleOf(value, schema);
    const event = unwrapCloudEvent(value);
    if ('reason' in event) return event;
    if ('data' in event) return exampleOf(event.data, schema);
    const inside = parsed(event.bytes);
    return 'reason' in inside ? inside : exampleOf(inside.value, schema);
  }

  return {
    contentType: 'application/json',
    decode(payload) {
      const json = parsed(payload);
      return 'reason' in json ? json : unwrapped(json.value);
    },
    encode(example: Example) {
      requireExample(example, schema);
      const label = labelValues(example).map((value) =>
        labels === undefined ? jsonNumber(value) : JSON.stringify(labels[value]),
      );
      const parts = [`"features":[${Array.from(example.features, jsonNumber).join(',')}]`];
      if (label.length > 0)
        parts.push(`"label":${label.length === 1 ? label[0] : `[${label.join(',')}]`}`);
      if (example.key !== undefined) parts.push(`"key":${JSON.stringify(example.key)}`);
      return new TextEncoder().encode(`{${parts.join(',')}}`);
    },
  };
}

function exampleOf(value: unknown, schema: ExampleSchema): Decoded {
  if (Array.isArray(value)) return exampleFromRow<unknown>(value, schema, reader);
  if (!isRecord(value)) return { reason: 'neither an object nor an array' };
  const [features, label, key] = ['features', 'label', 'key'].map((name) => ownValue(value, name));
  if (!Array.isArray(features)) return { reason: 'no array of features' };
  if (key !== undefined && typeof key !== 'string') return { reason: 'the key is not a string' };
  const labelled = label === undefined || label === null ? [] : [label].flat();
  const decoded = exampleFrom<unknown>(features, labelled, schema, reader);
  return key === undefined || 'reason' in decoded
    ? decoded
    : { example: { ...decoded.example, key } };
}

/** JSON has no word for these. */
const specials: ReadonlyMap<unknown, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
  ['-0', -0],
]);

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : specials.get(value);
}

function jsonNumber(value: number): string {
  return Number.isFinite(value) ? numberText(value) : `"${value}"`;
}
