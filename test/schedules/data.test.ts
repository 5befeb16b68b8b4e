import { describe, expect, test } from 'vitest';
import { constant, cosineDecay, DataError, join, scheduleFrom, warmUp } from '../../src/index.js';

test('a number is the data of constant()', () => {
  expect(JSON.stringify(constant(0.03))).toBe('0.03');
});

test('data have every field, defaults too', () => {
  expect(JSON.stringify(cosineDecay(0.03))).toBe(
    '{"kind":"cosineDecay","first":0.03,"length":"rest","last":0}',
  );
});

test('lengths are written in one way', () => {
  const schedule = join(warmUp({ iterations: 5 }), cosineDecay(1, { length: { iterations: 6 } }));
  expect(schedule.toJSON()).toEqual({
    kind: 'join',
    parts: [
      { kind: 'warmUp', length: 5 },
      { kind: 'cosineDecay', first: 1, length: 6, last: 0 },
    ],
  });
});

test('scheduleFrom() fills in what is left out', () => {
  const schedule = scheduleFrom({ kind: 'cosineDecay', first: 0.03 });
  expect(schedule.toJSON()).toEqual(cosineDecay(0.03).toJSON());
});

test('toJSON() gives data of its own each time', () => {
  const schedule = join(warmUp(5), 1);
  expect(schedule.toJSON()).not.toBe(schedule.toJSON());
});

const nested = (depth: number) =>
  Array.from({ length: depth }).reduce((schedule) => ({ kind: 'clamp', schedule }), 1);

test('scheduleFrom() reads 99 schedules within each other', () => {
  expect(scheduleFrom(nested(99))(0)).toBe(1);
});

describe('scheduleFrom() refuses', () => {
  const cosine = { kind: 'cosineDecay', first: 1 };
  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'it has to be a number or an object with a kind; found nothing'],
    ['null', null, 'it has to be a number or an object with a kind; found null'],
    ['a text', '0.03', 'it has to be a number or an object with a kind; found "0.03"'],
    ['a list', [1], 'it has to be a number or an object with a kind; found a list'],
    ['a function', () => 1, 'it has to be a number or an object with a kind; found a function'],
    ['an object without a kind', {}, 'kind has to be one of linear, '],
    ['an unknown kind', { kind: 'cosine' }, 'onPlateau; found "cosine"'],
    ['a kind that objects inherit', { kind: 'constructor' }, 'found "constructor"'],
    ['an inherited kind', Object.create(cosine), 'kind has to be one of'],
    [
      'a misspelt field',
      { ...cosine, lenght: 5 },
      'lenght is no field of cosineDecay: it has first, length, last',
    ],
    [
      '__proto__ as a field',
      JSON.parse('{"kind":"cosineDecay","first":1,"__proto__":1}'),
      '__proto__ is no field',
    ],
    ['a missing field', { kind: 'cosineDecay' }, 'it is a cosineDecay without first'],
    ['a field of another type', { ...cosine, first: '1' }, 'first has to be a number; found "1"'],
    ['a field that is null', { ...cosine, last: null }, 'last has to be a number; found null'],
    [
      'a length of another type',
      { ...cosine, length: true },
      'length has to be iterations, { epochs }, { seconds } or { fraction }, or "rest"; found true',
    ],
    ['a length of two units', { ...cosine, length: { epochs: 1, seconds: 1 } }, 'found an object'],
    ['a length of an unknown unit', { ...cosine, length: { minutes: 1 } }, 'found an object'],
    [
      'the rest where it cannot be',
      { kind: 'stepDecay', first: 1, every: 'rest' },
      'every has to be',
    ],
    [
      'a value out of range',
      { ...cosine, first: -1 },
      'it cannot be: cosineDecay() takes as first a finite number, 0 or more; found -1',
    ],
    [
      'a number out of range',
      { kind: 'clamp', schedule: -1 },
      'schedule cannot be: constant() takes',
    ],
    ['no list of parts', { kind: 'join', parts: 1 }, 'parts has to be a list; found 1'],
    [
      'a fault deep inside',
      { kind: 'join', parts: [1, { kind: 'product', factors: [1, { ...cosine, last: '' }] }] },
      'parts[1].factors[1].last has to be a number; found ""',
    ],
    [
      'changes that are no pairs',
      { kind: 'piecewise', first: 1, changes: [[1]] },
      'changes has to be a list of pairs of a length and a number; found a list',
    ],
    [
      'a mode that is none',
      { kind: 'onPlateau', schedule: 1, metric: 'cost', mode: 'best' },
      'mode has to be "min" or "max"; found "best"',
    ],
    [
      'a name that is none',
      { kind: 'input', name: 1, before: 1 },
      'name has to be a text; found 1',
    ],
    [
      'a warm-up without a target',
      { kind: 'warmUp', length: 1 },
      'it is a warm-up that needs a target',
    ],
    [
      'one that is scaled',
      { kind: 'product', factors: [2, { kind: 'warmUp', length: 1 }] },
      'factors[1] is a warm-up that needs a target',
    ],
    [
      'one that comes last',
      { kind: 'join', parts: [1, { kind: 'warmUp', length: 1 }] },
      'it cannot be: join() has',
    ],
  ])('%s', (_what, data, message) => {
    expect(() => scheduleFrom(data)).toThrow(DataError);
    expect(() => scheduleFrom(data)).toThrow(message);
    expect(() => scheduleFrom(data)).toThrow(/^Cannot read the schedule: [^\n]+$/);
  });

  test('what is nested more than 100 deep', () => {
    expect(() => scheduleFrom(nested(100_000))).toThrow(
      'Cannot read a schedule that is nested more than 100 deep',
    );
  });
});
