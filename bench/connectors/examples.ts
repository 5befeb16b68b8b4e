import {
  createRandom,
  csvExamples,
  type ExampleCodec,
  jsonExamples,
  packedExamples,
} from '../../src/index.js';

/** What examples are written as. */
export const formats = ['float32', 'float64', 'json', 'csv'] as const;
export type Format = (typeof formats)[number];
export const packed: readonly Format[] = ['float32', 'float64'];

export const FEATURES = 20;
export const CLASSES = 2;
export const BATCH = 256;

/** Payloads that differ, after which they begin anew: their ids are those of the broker. */
const DISTINCT = 4096;

/** Examples of two classes on the two sides of a plane, which can be learnt. */
export function payloadsOf(format: Format): readonly Buffer[] {
  const { encode } = codecOf(format);
  const random = createRandom(1);
  const normals = () => Float64Array.from({ length: FEATURES }, () => random.normal());
  const plane = normals();
  return Array.from({ length: DISTINCT }, () => {
    // What float32 holds, so that all formats say the same.
    const features = Float64Array.from(Float32Array.from(normals()));
    const side = features.reduce((sum, x, i) => sum + x * plane[i], 0);
    return Buffer.from(encode({ features, label: Number(side > 0) }));
  });
}

function codecOf(format: Format): ExampleCodec {
  const schema = { features: FEATURES, classes: CLASSES };
  if (format === 'json') return jsonExamples(schema);
  return format === 'csv' ? csvExamples(schema) : packedExamples(schema, format);
}
