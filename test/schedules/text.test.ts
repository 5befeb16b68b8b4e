import { describe, expect, test } from 'vitest';
import {
  cosineDecay,
  DataError,
  input,
  join,
  lasting,
  parseSchedule,
  piecewise,
  product,
  scheduleText,
  stepDecay,
  warmUp,
} from '../../src/index.js';
import { tokensOf } from '../../src/schedules/tokens.js';

const dataOf = (text: string) => parseSchedule(text).toJSON();

describe('parseSchedule() takes for the same:', () => {
  test.each([
    ['cosine(0.03)', 'cosineDecay(0.03)'],
    ['cosine(0.03, 100)', 'cosine(first: 0.03, length: 100)'],
    ['cosine(0.03, 100)', 'cosine(length: 100, first: 0.03)'],
    ['cosine(0.03, 100)', ' cosine ( .3e-1,1e2 iterations ) '],
    ['cosine(0.03, 100)', 'cosine(0.03, 100 iterations, 0)'],
    ['cosine(0.03)', 'cosine(0.03, rest)'],
    ['cosine(0.03)', '(cosine(0.03))'],
    ['cosine(0.03, 1 epoch)', 'cosine(0.03, 1epochs)'],
    ['cosine(0.03, 10 s)', 'cosine(0.03, 10seconds)'],
    ['cosine(0.03, 10 s)', 'cosine(0.03, 10 second)'],
    ['cosine(0.03, 50 %)', 'cosine(0.03, 50%)'],
    ['input(rate, 1)', "input('rate', 1)"],
    ['input(rate, 1)', 'input("r\\u0061te", 1)'],
    ['2 * 3 for 4 then 5', '((2 * 3) for 4) then 5'],
    ['0.03', '{"kind": "join", "parts": [0.03]}'],
    ['cosine(0.03)', ' {"kind":"cosineDecay","first":0.03}'],
  ])('%s and %s', (one, other) => {
    expect(dataOf(other)).toEqual(dataOf(one));
  });
});

describe('parseSchedule()', () => {
  test('joins at then, gives a length at for, multiplies at *', () => {
    const expected = join(lasting(product(2, 3), { epochs: 4 }), 5);
    expect(dataOf('2 * 3 for 4 epochs then 5')).toEqual(expected.toJSON());
  });

  test('keeps what stands in parentheses together', () => {
    const expected = product(2, join(lasting(3, 4), 5));
    expect(dataOf('2 * (3 for 4 then 5)')).toEqual(expected.toJSON());
  });

  test('reads a percentage in decimal digits', () => {
    expect(dataOf('0.1 for 7 %')).toEqual(lasting(0.1, { fraction: 0.07 }).toJSON());
  });

  test('reads milestones with their values', () => {
    const expected = piecewise(0.1, [
      [30, 0.01],
      [{ epochs: 60 }, 0.001],
    ]);
    expect(dataOf('piecewise(0.1, 30: 0.01, 60 epochs: 0.001)')).toEqual(expected.toJSON());
  });
});

describe('parseSchedule() says where and what it expected:', () => {
  test.each([
    ['', 1, 'expected a number, a schedule such as cosine(0.03), or "("; found the end'],
    ['warmUp(100) the cosine(1)', 13, 'expected "then", "for", "*" or the end; found "the"'],
    ['2 * (cosine(1)', 15, 'expected "then", "for", "*" or ")"; found the end'],
    ['clamp(1 1)', 9, 'expected "then", "for", "*" or "," or ")"; found "1"'],
    ['cosine(1', 9, 'expected "," or ")"; found the end'],
    ['cosine 1', 8, 'expected "("; found "1"'],
    [
      'cosine(1, last 4)',
      11,
      'expected a length (100, 3 epochs, 10 s, 50 %) or rest; found "last"',
    ],
    ['cosine(1, last: four)', 17, 'expected a number; found "four"'],
    ['cosine(1, lost: 4)', 11, 'expected one of length, last; found "lost"'],
    ['cosine(1, last: 4, last: 4)', 20, 'expected one of length; found "last"'],
    ['cosine(last: 1, 1)', 17, 'expected one of first, length; found "1"'],
    ['cosine(1, 2, 3, 4)', 17, 'expected ")"; found "4"'],
    ['cosine()', 8, 'expected first, which cosine() needs; found ")"'],
    ['1 for', 6, 'expected a length (100, 3 epochs, 10 s, 50 %); found the end'],
    ['1 for 10 m', 10, 'expected iterations, epochs, s or % as a unit; found "m"'],
    ['piecewise(1, 10 0.1)', 17, 'expected ":"; found "0.1"'],
    ['onPlateau(1, 2)', 14, 'expected a name; found "2"'],
    ['onPlateau(1, cost, mode: best)', 26, 'expected min or max; found "best"'],
    ['input("\\x", 1)', 7, 'the text in quotes has an escape that JSON does not know'],
    ['cosine(0.03; 100)', 12, 'expected "," or ")"; found ";"'],
    ['warmUp(100)', 1, 'a warm-up needs something to rise to: warmUp(100, 0.03), or'],
    ['2 * warmUp(100)', 1, 'a warm-up needs something to rise to'],
    ['0.1 for 3 then cosine(1, -5)', 16, 'cosineDecay() takes as length a whole number, 1 or more'],
    ['-1', 1, 'constant() takes as value a finite number, 0 or more; found -1'],
    ['1e999', 1, 'constant() takes as value a finite number, 0 or more; found Infinity'],
    ['1 then 2', 1, 'join() has something after part 1, which never ends'],
    [`${'('.repeat(101)}1`, 102, 'nested more than 100 deep'],
  ])('%s', (text, character, message) => {
    expect(() => parseSchedule(text)).toThrow(DataError);
    expect(() => parseSchedule(text)).toThrow(
      `Cannot read the schedule at character ${character} of ${JSON.stringify(text)}: ${message}`,
    );
  });

  test('an unknown name, with all that there are', () => {
    expect(() => parseSchedule('cosin(1)')).toThrow(
      /expected one of linear, .*, cosine, .*"cosin"/,
    );
  });

  test('JSON that is none', () => {
    expect(() => parseSchedule('{"kind"')).toThrow(DataError);
    expect(() => parseSchedule('{"kind"')).toThrow('Cannot read the schedule as JSON: ');
  });
});

describe('scheduleText()', () => {
  test('leaves out what a default says too, and names what comes after it', () => {
    expect(scheduleText(cosineDecay(0.03, { length: 'rest', last: 0 }))).toBe('cosine(0.03)');
    expect(scheduleText(cosineDecay(0.03, { last: 0.01 }))).toBe('cosine(0.03, last: 0.01)');
  });

  test('keeps a target, which is no default', () => {
    expect(scheduleText(join(warmUp(5, { target: 1 }), 2))).toBe('warmUp(5, 1) then 2');
  });

  test('writes parentheses where operators would bind otherwise', () => {
    const text = '2 * (3 * (4 for 5 then 6)) for 7';
    expect(scheduleText(parseSchedule(`(${text}) then (8 for 9 then 1)`))).toBe(
      `${text} then (8 for 9 then 1)`,
    );
  });

  test.each([
    'a name',
    'naïve',
    '"quoted"',
    'back\\slash',
    "it's",
    'new\nline',
    '%',
    '0',
    '__proto__',
  ])('writes the name %j so that it can be read', (name) => {
    const schedule = input(name, 1);
    expect(parseSchedule(scheduleText(schedule)).toJSON()).toEqual(schedule.toJSON());
  });

  test('refuses a function of ones own', () => {
    expect(() => scheduleText(product(2, (i) => i))).toThrow(TypeError);
  });

  test('says units as people do', () => {
    const texts = [1, 2].map((epochs) => scheduleText(stepDecay(1, { epochs })));
    expect(texts).toEqual(['step(1, 1 epoch)', 'step(1, 2 epochs)']);
  });
});

test('tokensOf() tells what it does not know', () => {
  expect(tokensOf('1 $').map(({ kind, at }) => [kind, at])).toEqual([
    ['number', 0],
    ['unknown', 2],
    ['end', 3],
  ]);
});
