import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { parseUniqueJson } from '../../src/formats/parseUniqueJson.js';
import { canonicalJson, describeDifferences, differences } from '../../src/index.js';

describe('canonicalJson()', () => {
  property.prop([fc.jsonValue()])('is JSON of the same value', (value) => {
    // JSON has no -0.
    expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
  });

  property.prop([fc.dictionary(fc.string(), fc.jsonValue()), fc.func(fc.nat())])(
    'does not depend on the order of names',
    (record, rank) => {
      const entries = Object.entries(record).sort((a, b) => rank(a[0]) - rank(b[0]));
      expect(canonicalJson(Object.fromEntries(entries))).toBe(canonicalJson(record));
    },
  );

  test('sorts by code units, also names that look like numbers', () => {
    expect(canonicalJson({ b: 1, 10: 2, 9: 3, B: 4 })).toBe('{"10":2,"9":3,"B":4,"b":1}');
  });

  test('leaves out what is undefined', () => {
    expect(canonicalJson({ a: undefined })).toBe('{}');
  });

  test.each<[value: unknown, message: string]>([
    [{ a: { b: [1, NaN] } }, 'Cannot write the value.a.b[1] as JSON: it is NaN'],
    [Infinity, 'Cannot write the value as JSON: it is Infinity'],
    [[undefined], 'Cannot write the value[0] as JSON: it is undefined'],
    [{ a: () => 1 }, 'Cannot write the value.a as JSON: it is a function'],
    [{ a: new Float64Array(1) }, 'Cannot write the value.a as JSON: it is a Float64Array'],
    [{ a: 1n }, 'Cannot write the value.a as JSON: it is 1'],
  ])('refuses %o', (value, message) => {
    expect(() => canonicalJson(value)).toThrow(new TypeError(message));
  });
});

describe('parseUniqueJson()', () => {
  property.prop([fc.json()])('gives what JSON.parse gives', (text) => {
    fc.pre(JSON.stringify(JSON.parse(text)).length === text.length);
    expect(parseUniqueJson(text)).toEqual(JSON.parse(text));
  });

  test.each([
    '{"a":1,"a":1}',
    '{"a":{"b":1},"\\u0061":2}',
    '[{"a" : 1 , "a" : 2}]',
    '{"x":{"a":{},"b":[],"a":{}}}',
  ])('refuses %s', (text) => {
    expect(() => parseUniqueJson(text)).toThrow(new SyntaxError('"a" stands twice in one object'));
  });

  test('takes a name again in another object, and as a value', () => {
    const text = '{"a":{"a":"a"},"b":["a","a",{"a":"}"},{"a":"\\"{"}]}';
    expect(parseUniqueJson(text)).toEqual(JSON.parse(text));
  });
});

describe('differences()', () => {
  property.prop([fc.jsonValue()])('are none between equal values', (value) => {
    expect(differences(value, JSON.parse(JSON.stringify(value)))).toEqual([]);
  });

  property.prop([fc.jsonValue(), fc.jsonValue()])(
    'are none if and only if the canonical texts are equal',
    (a, b) => {
      expect(differences(a, b).length === 0).toBe(canonicalJson(a) === canonicalJson(b));
    },
  );

  test('name each place, with both values', () => {
    const before = { layerDims: [4, 5, 1], optimizer: { beta: 0.9 }, same: 1, gone: true };
    const now = { layerDims: [4, 3], optimizer: 'sgd', same: 1, added: null };
    expect(differences(before, now)).toEqual([
      { path: 'layerDims[1]', before: 5, now: 3 },
      { path: 'layerDims[2]', before: 1, now: undefined },
      { path: 'optimizer', before: { beta: 0.9 }, now: 'sgd' },
      { path: 'gone', before: true, now: undefined },
      { path: 'added', before: undefined, now: null },
    ]);
  });

  test('do not take what every object has for a property', () => {
    expect(differences({}, { constructor: 1 })).toEqual([
      { path: 'constructor', before: undefined, now: 1 },
    ]);
  });
});

describe('describeDifferences()', () => {
  test('gives one line', () => {
    const list = differences({ optimizer: { rate: 0.03 }, l2: 0.1 }, { optimizer: { rate: 0.1 } });
    expect(describeDifferences(list)).toBe(
      'optimizer.rate was 0.03, now 0.1; l2 was 0.1, now not given',
    );
    expect(describeDifferences(differences(1, 2))).toBe('all was 1, now 2');
  });
});
