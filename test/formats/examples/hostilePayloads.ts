import { fc } from '@fast-check/vitest';
import type { ExampleSchema } from 'gradstream';

/** What the payloads below are refused by. */
export const guardedSchema: ExampleSchema = { features: 3, labels: ['cat', 'dog'] };
export const guardedBytes = 4_096;

const bytes = (text: string) => new TextEncoder().encode(text);

const good = [
  '{"features":[1,2,3],"label":"cat","key":"a"}',
  '{"label":"dog","features":[-0.5,1e-7,3]}',
  '{"specversion":"1.0","id":"1","source":"/a","type":"t","data":{"features":[1,2,3],"label":"cat"}}',
  '[1,2,3,"dog"]',
];

const nested = fc
  .tuple(fc.constantFrom('[', '{"a":', '{"features":['), fc.integer({ min: 17, max: 600 }))
  .map(([opening, depth]) => opening.repeat(depth));

const wrongValue = fc.oneof(
  fc.constantFrom<unknown>(null, true, '', '1', {}, [], [1], { length: 3 }, '__proto__', 'NaN'),
  fc.constantFrom<unknown>({ __proto__: null }, 'constructor', 'toString', '\u0000', '\ud800'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
);

/** JSON of the right form with one thing wrong in it. */
const wrongJson = fc.oneof(
  wrongValue.map((value) => ({ features: [1, value, 3], label: 'cat' })),
  wrongValue.map((features) => ({ features, label: 'cat' })),
  fc
    .oneof(wrongValue, fc.integer(), fc.constantFrom('Cat', 'cat ', ['cat', 'dog']))
    .filter((label) => label !== 'cat' && label !== 'dog')
    .map((label) => ({ features: [1, 2, 3], label })),
  fc
    .array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 40 })
    .filter((features) => features.length !== 3)
    .map((features) => ({ features, label: 'cat' })),
  wrongValue
    .filter((key) => typeof key !== 'string')
    .map((key) => ({ features: [1, 2, 3], label: 'cat', key: key ?? 0 })),
  wrongValue.map((data) => ({ specversion: '1.0', id: '1', source: '/a', type: 't', data })),
  fc.constantFrom('id', 'source', 'type', 'specversion').map((name) => ({
    ...{ specversion: '1.0', id: '1', source: '/a', type: 't' },
    ...{ data: { features: [1, 2, 3], label: 'cat' } },
    [name]: '',
  })),
);

const pollution = fc.constantFrom(
  '{"__proto__":{"features":[1,2,3],"label":"cat"}}',
  '{"constructor":{"prototype":{"features":[1,2,3]}},"label":"cat"}',
  '{"features":{"__proto__":[1,2,3],"length":3},"label":"cat"}',
  '{"features":[1,2,3],"__proto__":{"label":"cat"}}',
  '{"features":[1,2,3],"label":"__proto__"}',
  '{"specversion":"1.0","__proto__":{"id":"1","source":"/a","type":"t"},"data":[1,2,3,"cat"]}',
  '[1,2,3,{"__proto__":"cat"}]',
);

/** Numbers that are none, or not finite, in JSON and in CSV. */
const wrongNumber = fc.constantFrom(
  ...['1e999', '-1e999', 'NaN', 'Infinity', '"Infinity"', '0x10', '1_0', '+', '.', '1e', '--1'],
  ...['1,', ',', '1 2', "'1'", '\u0661', '1\u00a0e5', 'null', 'undefined', '"1', '1"', '""1""'],
);

/** So many payloads that are no example of the schema, in JSON or in CSV: the same ones each time. */
export function hostilePayloads(count: number): Uint8Array[] {
  const payload = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    // Half a payload.
    fc
      .tuple(fc.constantFrom(...good), fc.nat(1_000))
      .map(([text, at]) => bytes(text.slice(0, at % text.length))),
    // A payload with something behind it.
    fc
      .tuple(fc.constantFrom(...good), fc.string({ minLength: 1 }))
      .map(([text, more]) => bytes(`${text}x${more}`)),
    nested.map(bytes),
    wrongJson.map((value) => bytes(JSON.stringify(value))),
    pollution.map(bytes),
    wrongNumber.map((number) => bytes(`[1,${number},3,"cat"]`)),
    wrongNumber.map((number) => bytes(`1,${number},3,cat`)),
    fc.string({ unit: 'binary' }).map((text) => bytes(`1,2,3,${text}x`)),
    fc
      .array(fc.constantFrom('"', '""', ',', ' ', '\t', '\r', '1', '\n'), { maxLength: 300 })
      .map((parts) => bytes(parts.join(''))),
    // Not UTF-8.
    fc.nat(5).map((at) => Uint8Array.from([...bytes('[1,2,3,"cat"]')].with(8 + (at % 3), 0xff))),
    // Too large, and right but for that.
    fc
      .integer({ min: guardedBytes, max: guardedBytes + 9 })
      .map((spaces) => bytes(`[1,2,3,"cat"${' '.repeat(spaces)}]`)),
    fc.integer({ min: guardedBytes, max: 2 * guardedBytes }).map((n) => bytes(`${' '.repeat(n)}1`)),
  );
  return fc.sample(payload, { numRuns: count, seed: 1 });
}
