import type { Decoded, Example, ExampleCodec } from './example.js';
import { exampleFrom, requireExample, rowOf } from './exampleFrom.js';
import { type ExampleSchema, labelWidth, requireSchema } from './exampleSchema.js';
import { float64Array } from './float64Array.js';

/** How a number is packed, little-endian. */
export type PackedNumber = 'float32' | 'float64';

const reader = { number: (value: number) => value };

/**
 * Examples as packed numbers, little-endian: the features, and behind them the label. A class is its index. The key is
 * not written.
 *
 * With float64 every number comes back bit for bit; with float32 those that have no more digits than that do.
 *
 * @throws {RangeError} when the schema is one that nothing can meet
 * @example
 * const { encode, decode } = packedExamples({ features: 2, labels: ['cat', 'dog'] }, 'float32');
 * decode(encode({ features: Float64Array.of(0.5, -1), label: 1 })).example // => { features: Float64Array.of(0.5, -1), label: 1 }
 */
export function packedExamples(schema: ExampleSchema, type: PackedNumber): ExampleCodec {
  requireSchema(schema);
  const size = type === 'float32' ? 4 : 8;
  const { features, labels } = schema;
  const most = features + labelWidth(schema);
  const lengths = [features * size, most * size];
  const { classes = labels?.length ?? 0, largest = Infinity } = schema;
  const bound = Math.min(largest, Number.MAX_VALUE);

  const contentType = 'application/octet-stream';

  // A payload and its numbers, one after another: typed arrays cost more to make than all that is done with them.
  const packed = new Uint8Array(most * size);
  const view = new DataView(packed.buffer);
  const row = new Float64Array(most);
  const [x, y, none] = [row.subarray(0, features), row.subarray(features), row.subarray(0, 0)];

  const numberAt = (i: number) =>
    size === 4 ? view.getFloat32(i * 4, true) : view.getFloat64(i * 8, true);

  /** What is packed, if it is finite numbers and a class, as nearly all is. */
  function usual(): Example | undefined {
    const label = numberAt(features);
    if (!(Number.isInteger(label) && label >= 0 && label < classes)) return undefined;
    const numbers = float64Array(features);
    for (let i = 0; i < features; i++) {
      const number = numberAt(i);
      // NaN too.
      if (!(Math.abs(number) <= bound)) return undefined;
      numbers[i] = number;
    }
    return { features: numbers, label: Math.abs(label) };
  }

  function decode(payload: Uint8Array): Decoded {
    const { length } = payload;
    if (length !== lengths[0] && length !== lengths[1]) {
      const expected = [...new Set(lengths)].join(' or ');
      return { reason: `${length} bytes; expected ${expected} of ${type}` };
    }
    packed.set(payload);
    const example = classes > 0 && length === lengths[1] ? usual() : undefined;
    if (example !== undefined) return { example };
    const count = length / size;
    for (let i = 0; i < count; i++) row[i] = numberAt(i);
    return exampleFrom(x, count === features ? none : y, schema, reader);
  }

  function encode(example: Example): Uint8Array {
    requireExample(example, schema);
    const numbers = rowOf(example);
    const bytes = new Uint8Array(numbers.length * size);
    const written = new DataView(bytes.buffer);
    for (const [i, number] of numbers.entries()) {
      if (size === 4) written.setFloat32(i * 4, number, true);
      else written.setFloat64(i * 8, number, true);
    }
    // What float32 cannot hold has become infinite.
    const read = decode(bytes);
    if ('reason' in read)
      throw new RangeError(`Cannot write an example as ${type}: ${read.reason}`);
    return bytes;
  }

  return { contentType, decode, encode };
}
