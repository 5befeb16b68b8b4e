import { fc, test as property } from '@fast-check/vitest';
import {
  csvExamples,
  type Example,
  type ExampleCodec,
  type ExampleSchema,
  jsonExamples,
  packedExamples,
} from 'gradstream';
import { describe, expect, test } from 'vitest';
import { guardedBytes, guardedSchema, hostilePayloads } from './hostilePayloads.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const textOf = (payload: Uint8Array) => new TextDecoder().decode(payload);
const bitsOf = (values: Float64Array) => [...new BigUint64Array(new Float64Array(values).buffer)];

/** A schema, and an example of it whose numbers are of any bits that the schema lets in. */
function exampleOfAnySchema(number: fc.Arbitrary<number>, key: fc.Arbitrary<string | undefined>) {
  const counts = fc.record({
    features: fc.integer({ min: 1, max: 20 }),
    kind: fc.oneof(
      fc.constant({}),
      fc.integer({ min: 1, max: 9 }).map((classes) => ({ classes })),
      fc.integer({ min: 1, max: 9 }).map((targets) => ({ targets })),
      fc
        .uniqueArray(fc.string({ unit: 'binary', minLength: 1 }), { minLength: 1, maxLength: 5 })
        .filter((labels) => labels.every((label) => !/\p{Cs}/u.test(label)))
        .map((labels) => ({ labels })),
    ),
    unlabelled: fc.boolean(),
  });
  return counts.chain(({ features, kind, unlabelled }) => {
    const schema: ExampleSchema = { features, ...kind, unlabelled, allowNonFinite: true };
    const many = (n: number) =>
      fc
        .array(number, { minLength: n, maxLength: n, size: 'max' })
        .map((values) => Float64Array.from(values));
    const label = fc
      .tuple(many(schema.targets ?? 0), fc.nat((schema.classes ?? schema.labels?.length ?? 1) - 1))
      .map(([targets, index]) => {
        if (schema.targets === undefined) return index;
        return targets.length === 1 ? targets[0] : targets;
      });
    const isLabelled =
      Object.keys(kind).length === 0
        ? fc.constant(false)
        : unlabelled
          ? fc.boolean()
          : fc.constant(true);
    return fc
      .tuple(many(features), isLabelled, label, key)
      .map(([values, has, given, name]): [ExampleSchema, Example] => [
        schema,
        {
          features: values,
          ...(has && { label: given }),
          ...(name !== undefined && { key: name }),
        },
      ]);
  });
}

function expectBack(codec: ExampleCodec, example: Example): void {
  const decoded = codec.decode(codec.encode(example));
  if ('reason' in decoded) throw new Error(decoded.reason);
  expect(Object.keys(decoded.example).sort()).toEqual(Object.keys(example).sort());
  expect(decoded.example).toEqual(example);
  expect(bitsOf(decoded.example.features)).toEqual(bitsOf(example.features));
  const { label } = decoded.example;
  if (label instanceof Float64Array && example.label instanceof Float64Array) {
    expect(bitsOf(label)).toEqual(bitsOf(example.label));
  } else expect(label).toBe(example.label);
}

const noKey = fc.constant(undefined);
const anyKey = fc.option(
  fc.string({ unit: 'binary' }).filter((text) => !/\p{Cs}/u.test(text)),
  { nil: undefined },
);

describe('an example comes back bit for bit', () => {
  property.prop([exampleOfAnySchema(fc.double(), anyKey)])('from JSON', ([schema, example]) => {
    expectBack(jsonExamples(schema), example);
  });

  property.prop([exampleOfAnySchema(fc.double(), noKey)])('from CSV', ([schema, example]) => {
    expectBack(csvExamples(schema), example);
  });

  property.prop([exampleOfAnySchema(fc.double(), noKey)])(
    'from packed float64',
    ([schema, example]) => {
      expectBack(packedExamples(schema, 'float64'), example);
    },
  );

  property.prop([exampleOfAnySchema(fc.float(), noKey)])(
    'from packed float32, where it has no more digits',
    ([schema, example]) => {
      expectBack(packedExamples(schema, 'float32'), example);
    },
  );

  test('from the middle of a buffer, at an odd offset', () => {
    const codec = packedExamples({ features: 2 }, 'float64');
    const packed = codec.encode({ features: Float64Array.of(Math.PI, -0) });
    const buffer = new Uint8Array(40);
    buffer.set(packed, 3);
    const decoded = codec.decode(buffer.subarray(3, 3 + packed.length));
    expect(decoded).toEqual({ example: { features: Float64Array.of(Math.PI, -0) } });
  });
});

describe('20,000 payloads that are no examples', () => {
  const payloads = hostilePayloads(20_000);
  const options = { maxBytes: guardedBytes };

  test.each<[string, ExampleCodec]>([
    ['jsonExamples()', jsonExamples(guardedSchema, options)],
    ['csvExamples()', csvExamples(guardedSchema, options)],
    ["packedExamples('float32')", packedExamples(guardedSchema, 'float32')],
    ["packedExamples('float64')", packedExamples(guardedSchema, 'float64')],
  ])('each give %s a short reason in one line, and nothing throws', (_name, codec) => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    let count = 0;
    for (const payload of payloads) {
      const decoded = codec.decode(payload);
      if (!('reason' in decoded)) {
        // Any bytes of the right length are packed numbers, but for those that are not finite.
        if (codec.contentType === 'application/octet-stream') continue;
        throw new Error(`taken for an example: ${textOf(payload)}`);
      }
      count++;
      expect(decoded.reason.length).toBeGreaterThan(5);
      expect(decoded.reason.length).toBeLessThan(100);
      expect(decoded.reason).not.toMatch(/\p{Cc}/u);
    }
    expect(count).toBeGreaterThan(19_000);
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    expect(Object.hasOwn(Object.prototype, 'features')).toBe(false);
  });

  test('of some millions of characters take no longer than their length', () => {
    const many = 4_000_000;
    const large = { maxBytes: 10 * many };
    const [json, csv] = [jsonExamples(guardedSchema, large), csvExamples(guardedSchema, large)];
    const event = (source: string) =>
      JSON.stringify({ specversion: '1.0', id: '1', source, type: 't', data: [1, 2, 3, 'cat'] });
    const texts = [
      '"'.repeat(many),
      ' '.repeat(many),
      `${' '.repeat(many)}"`,
      `"${'""'.repeat(many)}x`,
      '\r'.repeat(many),
      '1'.repeat(many),
      `1.${'1'.repeat(many)}x`,
      `1,2,3,"${'x'.repeat(many)}"`,
      '['.repeat(many),
      '{"a":'.repeat(many),
      `{"features":[${'1,'.repeat(many)}1],"label":"cat"}`,
      `{"features":[1,2,3],"label":"${'x'.repeat(many)}"}`,
      event('/'.repeat(many)),
      event(`/${'%41'.repeat(many)}`),
      JSON.stringify({ ...JSON.parse(event('/')), datacontenttype: 'a+'.repeat(many) }),
    ];
    for (const text of texts) {
      expect(json.decode(bytes(text))).toEqual({ reason: expect.any(String) });
      expect(csv.decode(bytes(text))).toEqual({ reason: expect.any(String) });
    }
  });
});

describe('what is inherited is not read:', () => {
  test('features and labels that all objects were given by somebody are none', () => {
    const polluted: object = Object.prototype;
    Object.defineProperty(polluted, 'features', { value: [1, 2, 3], configurable: true });
    Object.defineProperty(polluted, 'label', { value: 'cat', configurable: true });
    try {
      const { decode } = jsonExamples(guardedSchema);
      expect(decode(bytes('{}'))).toEqual({ reason: 'no array of features' });
      expect(decode(bytes('{"features":[1,2,3]}'))).toEqual({ reason: 'no label' });
    } finally {
      Reflect.deleteProperty(polluted, 'features');
      Reflect.deleteProperty(polluted, 'label');
    }
  });
});

describe('jsonExamples()', () => {
  const named: ExampleSchema = { features: 2, labels: ['cat', 'dog'] };

  test.each<[string, ExampleSchema, text: string, Example]>([
    [
      'an object',
      { features: 2, classes: 2 },
      '{"features":[1,2],"label":1}',
      { features: Float64Array.of(1, 2), label: 1 },
    ],
    ['a bare array', { features: 2 }, '[1,2]', { features: Float64Array.of(1, 2) }],
    [
      'a bare array with a label',
      named,
      '[1,2,"dog"]',
      { features: Float64Array.of(1, 2), label: 1 },
    ],
    [
      'several targets',
      { features: 1, targets: 2 },
      '{"features":[1],"label":[0.5,-0.0]}',
      { features: Float64Array.of(1), label: Float64Array.of(0.5, -0) },
    ],
    [
      'a label of null, where there may be none',
      { ...named, unlabelled: true },
      '{"features":[1,2],"label":null,"more":{}}',
      { features: Float64Array.of(1, 2) },
    ],
    [
      'what is not finite, where it is let in',
      { features: 3, allowNonFinite: true },
      '["NaN",1e999,"-Infinity"]',
      { features: Float64Array.of(NaN, Infinity, -Infinity) },
    ],
    [
      'the data of a CloudEvent',
      named,
      '{"specversion":"1.0","id":"1","source":"urn:a","type":"t","time":"2025-01-31T09:30:00.5+01:00","myext":1,"data":{"features":[1,2],"label":"cat","key":"k"}}',
      { features: Float64Array.of(1, 2), label: 0, key: 'k' },
    ],
    [
      'the data of a CloudEvent in base64',
      named,
      `{"specversion":"1.0","id":"1","source":"#a","type":"t","datacontenttype":"text/json; charset=utf-8","data_base64":"${btoa('[1,2,"dog"]')}"}`,
      { features: Float64Array.of(1, 2), label: 1 },
    ],
  ])('reads %s', (_name, schema, text, example) => {
    expect(jsonExamples(schema).decode(bytes(text))).toEqual({ example });
  });

  test.each<[text: string, reason: string]>([
    ['', 'not JSON'],
    ['3', 'neither an object nor an array'],
    ['[1,2]', 'no label'],
    ['[1]', '1 values; expected 2 features and 1 of a label'],
    ['{"features":[1,2,3],"label":"cat"}', '3 features; expected 2'],
    ['{"features":[1,"2"],"label":"cat"}', 'feature 1 is not a number'],
    ['{"features":[1e999,2],"label":"cat"}', 'feature 0 is not finite'],
    ['{"features":["NaN",2],"label":"cat"}', 'feature 0 is not finite'],
    ['{"features":[1,2],"label":"cow"}', 'the label "cow" is unknown'],
    ['{"features":[1,2],"label":1}', 'the label is not a name'],
    ['{"features":[1,2],"label":["cat","dog"]}', '2 values of a label; expected 1'],
    ['{"features":[1,2],"label":"cat","key":1}', 'the key is not a string'],
    ['{"a":'.repeat(17), 'nested deeper than 16'],
    [' '.repeat(70_000), '70000 bytes; expected 65632 at most'],
    ['{"features":[1,2],"label":"cat","label":"dog"}', 'a name stands twice in one object'],
    ['{"features":[1,2],"label":"cat","l\\u0061bel":"dog"}', 'a name stands twice in one object'],
    ['{"features":[1,2],"label":"cat","x":[{"y":1,"y":2}]}', 'a name stands twice in one object'],
    ['{"features":[1,2],"label":"\\u009b2J\\u202e"}', 'the label "\\u009b2J\\u202e" is unknown'],
    ['{"specversion":"0.3"}', 'a CloudEvent of another version than 1.0'],
    ['{"specversion":"1.0","id":"1","type":"t"}', 'a CloudEvent without source'],
    [
      '{"specversion":"1.0","id":"1","type":"t","source":"a b"}',
      'the source of a CloudEvent is not a URI reference',
    ],
    ['{"specversion":"1.0","id":"1","type":"t","source":"a"}', 'a CloudEvent without data'],
    [
      '{"specversion":"1.0","id":"1","type":"t","source":"a","data":1,"data_base64":""}',
      'a CloudEvent with data and data_base64',
    ],
    [
      '{"specversion":"1.0","id":"1","type":"t","source":"a","data_base64":"?"}',
      'the data_base64 of a CloudEvent are not base64',
    ],
    [
      '{"specversion":"1.0","id":"1","type":"t","source":"a","datacontenttype":"text/csv","data":"1,2"}',
      'the data of a CloudEvent are not JSON',
    ],
  ])('refuses %.0s%s', (text, reason) => {
    expect(jsonExamples(named).decode(bytes(text))).toEqual({ reason });
  });
});

describe('a schema with a largest number', () => {
  const schema = { features: 2, targets: 1, largest: 10 };
  const codecs: readonly [string, (schema: ExampleSchema) => ExampleCodec][] = [
    ['jsonExamples()', jsonExamples],
    ['csvExamples()', csvExamples],
    ['packedExamples()', (each) => packedExamples(each, 'float32')],
  ];
  test.each(codecs)('lets no larger one in: %s', (_name, codecOf) => {
    const { encode } = codecOf({ features: 2, targets: 1 });
    const read = (features: number[], label: number) =>
      codecOf(schema).decode(encode({ features: Float64Array.from(features), label }));
    expect(read([10, -10], 10)).toHaveProperty('example');
    expect(read([1, -10.5], 1)).toEqual({ reason: 'feature 1 is beyond 10' });
    expect(read([1, 1], 11)).toEqual({ reason: 'target 0 is beyond 10' });
  });
});

describe('csvExamples()', () => {
  const named: ExampleSchema = { features: 2, labels: ['cat', 'a "b", c', ' x '] };

  test.each<[text: string, label: number]>([
    ['1,-2.5e-3,cat', 0],
    ['+1 , -.0025, cat \r\n', 0],
    ['"1"\t,\t"-0.0025","cat"\n', 0],
    ['1,-0.0025,"a ""b"", c"', 1],
    ['1.,-25E-4," x "', 2],
  ])('reads %j', (text, label) => {
    const features = Float64Array.of(1, -0.0025);
    expect(csvExamples(named).decode(bytes(text))).toEqual({ example: { features, label } });
  });

  test.each<[text: string, reason: string]>([
    ['', '1 values; expected 2 features and 1 of a label'],
    ['x1,x2,label', 'feature 0 is not a number'],
    ['1,,cat', 'feature 1 is not a number'],
    ['1,0x10,cat', 'feature 1 is not a number'],
    ['1,nan,cat', 'feature 1 is not finite'],
    ['1,1e309,cat', 'feature 1 is not finite'],
    ['1,2,cow', 'the label "cow" is unknown'],
    ['1,2,0', 'the label "0" is unknown'],
    ['1,2', 'no label'],
    ['1,2,cat,3', 'more than 3 values'],
    ['1,2,cat\n1,2,cat', 'more than 3 values'],
    ['1,2,"cat', 'value 2 has quotes in the wrong place'],
    ['1,2,c"at', 'value 2 has quotes in the wrong place'],
    ['1,2,"c"at', 'value 2 has quotes in the wrong place'],
  ])('refuses %j', (text, reason) => {
    expect(csvExamples(named).decode(bytes(text))).toEqual({ reason });
  });
});

describe('packedExamples()', () => {
  const { decode, encode } = packedExamples({ features: 2, classes: 3 }, 'float32');

  test('is little-endian', () => {
    const payload = encode({ features: Float64Array.of(1, -2), label: 2 });
    expect(Buffer.from(payload).toString('hex')).toBe('0000803f000000c000000040');
  });

  test.each<[numbers: number[], reason: string]>([
    [[1], '4 bytes; expected 8 or 12 of float32'],
    [[1, 2], 'no label'],
    [[1, NaN, 0], 'feature 1 is not finite'],
    [[1, 2, 3], 'the label 3 is not one of 3 classes'],
    [[1, 2, 0.5], 'the label 0.5 is not one of 3 classes'],
    [[1, 2, -1], 'the label -1 is not one of 3 classes'],
    [[1, 2, NaN], 'the label NaN is not one of 3 classes'],
  ])('refuses %j', (numbers, reason) => {
    expect(decode(new Uint8Array(Float32Array.from(numbers).buffer))).toEqual({ reason });
  });

  test('does not write what float32 cannot hold', () => {
    expect(() => encode({ features: Float64Array.of(1, 1e300), label: 0 })).toThrow(
      new RangeError('Cannot write an example as float32: feature 1 is not finite'),
    );
  });
});

describe('encode() refuses what decode() would refuse:', () => {
  const schema = { features: 2, classes: 3 };
  test.each<[string, ExampleCodec]>([
    ['jsonExamples()', jsonExamples(schema)],
    ['csvExamples()', csvExamples(schema)],
    ['packedExamples()', packedExamples(schema, 'float64')],
  ])('%s', (_name, { encode }) => {
    const features = Float64Array.of(1, 2);
    expect(() => encode({ features })).toThrow(new RangeError('Cannot write an example: no label'));
    expect(() => encode({ features, label: 3 })).toThrow('the label 3 is not one of 3 classes');
    expect(() => encode({ features: Float64Array.of(NaN, 1), label: 0 })).toThrow('not finite');
    expect(() => encode({ features: Float64Array.of(1, 2, 0) })).toThrow('3 features; expected 2');
  });
});

describe('a schema that nothing can meet is refused:', () => {
  test.each<[ExampleSchema, message: string]>([
    [{ features: 0 }, 'The features of examples are an integer, 1 or more; found 0'],
    [{ features: 1.5 }, 'The features of examples are an integer, 1 or more; found 1.5'],
    [{ features: 1, classes: NaN }, 'The classes of examples are an integer, 1 or more; found NaN'],
    [{ features: 1, largest: 0 }, 'The largest number of examples is above 0; found 0'],
    [{ features: 1, largest: NaN }, 'The largest number of examples is above 0; found NaN'],
    [
      { features: 1, classes: 2, labels: ['a'] },
      'A label is of one kind: classes, labels or targets; found classes and labels',
    ],
    [
      { features: 1, labels: ['a', 'a'] },
      'The labels of examples are different names, none of them empty; found ["a","a"]',
    ],
    [
      { features: 1, labels: [] },
      'The labels of examples are different names, none of them empty; found []',
    ],
  ])('%j', (schema, message) => {
    for (const codec of [jsonExamples, csvExamples]) {
      expect(() => codec(schema)).toThrow(new RangeError(message));
    }
    expect(() => packedExamples(schema, 'float64')).toThrow(new RangeError(message));
  });
});
