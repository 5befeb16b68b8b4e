import { fc } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { exp } from '../../../src/numerics/functions/exp.js';
import { log } from '../../../src/numerics/functions/log.js';
import { sigmoid } from '../../../src/numerics/functions/sigmoid.js';
import { softplusTail } from '../../../src/numerics/functions/softplusTail.js';
import { tanh } from '../../../src/numerics/functions/tanh.js';
import { functionGoldens, unitsOff } from '../../goldens/functions.js';

const functions = { exp, log, sigmoid, softplusTail, tanh };
type Name = keyof typeof functions;

/** The largest errors, in units of the last place: what the doc comments promise, and more. */
const bounds: readonly [Name, number][] = [
  ['exp', 0.8],
  ['log', 0.95],
  ['sigmoid', 1.2],
  ['softplusTail', 1.05],
  ['tanh', 1.42],
];

describe.each(bounds)('%s()', (name, bound) => {
  const f = functions[name];
  const goldens = functionGoldens[name];

  test(`is within ${bound} units in the last place of 80-digit arithmetic`, () => {
    expect(goldens.length).toBeGreaterThan(450);
    const errors = goldens.map((golden) => unitsOff(f(golden[0]), golden));
    expect(Math.max(...errors)).toBeLessThan(bound);
  });

  test('passes NaN through', () => {
    expect(f(Number.NaN)).toBeNaN();
  });

  test('goes only up, or only down, but for its last digits', () => {
    const direction = name === 'softplusTail' ? -1 : 1;
    const argument = fc.double({
      noNaN: true,
      ...(direction < 0 || name === 'log' ? { min: 0 } : {}),
    });
    fc.assert(
      fc.property(argument, argument, (x, y) => {
        const [from, to] = x < y ? [f(x), f(y)] : [f(y), f(x)];
        if (direction * from <= direction * to) return true;
        return Math.abs(from - to) <= Math.max(5e-324, 2 ** -51 * Math.abs(to));
      }),
      { numRuns: 2000 },
    );
  });
});

test.each<[Name, number, number]>([
  ['exp', -Infinity, 0],
  ['exp', -1e308, 0],
  ['exp', -746, 0],
  ['exp', -745.1332191019412, 0],
  ['exp', -745.1332191019411, 5e-324],
  ['exp', -0, 1],
  ['exp', 0, 1],
  ['exp', 5e-324, 1],
  ['exp', 709.7827128933841, Infinity],
  ['exp', 1e308, Infinity],
  ['exp', Infinity, Infinity],
  ['log', 0, -Infinity],
  ['log', -0, -Infinity],
  ['log', -5e-324, Number.NaN],
  ['log', -1, Number.NaN],
  ['log', -Infinity, Number.NaN],
  ['log', 1, 0],
  ['log', 2, Math.LN2],
  ['log', 5e-324, -744.4400719213812],
  ['log', Infinity, Infinity],
  ['tanh', 0, 0],
  ['tanh', -0, -0],
  ['tanh', 5e-324, 5e-324],
  ['tanh', -5e-324, -5e-324],
  ['tanh', 20, 1],
  ['tanh', -20, -1],
  ['tanh', Infinity, 1],
  ['tanh', -Infinity, -1],
  ['sigmoid', 0, 0.5],
  ['sigmoid', -0, 0.5],
  ['sigmoid', 40, 1],
  ['sigmoid', Infinity, 1],
  ['sigmoid', -745.1332191019411, 5e-324],
  ['sigmoid', -746, 0],
  ['sigmoid', -Infinity, 0],
  ['softplusTail', 0, Math.LN2],
  ['softplusTail', -0, Math.LN2],
  ['softplusTail', 746, 0],
  ['softplusTail', -Infinity, 0],
  ['softplusTail', Infinity, 0],
])('%s(%d) is %d', (name, x, y) => {
  expect(functions[name](x)).toBe(y);
});

const any = fc.double({ noNaN: true });
const moderate = fc.double({ min: -700, max: 700, noNaN: true });

test('exp(a) exp(-a) is 1', () => {
  fc.assert(
    fc.property(moderate, (a) => Math.abs(exp(a) * exp(-a) - 1) < 3 * 2 ** -52),
    { numRuns: 1000 },
  );
});

test('log(exp(a)) is a', () => {
  fc.assert(
    fc.property(moderate, (a) => Math.abs(log(exp(a)) - a) <= 2 ** -52 * Math.max(1, Math.abs(a))),
    { numRuns: 1000 },
  );
});

test('tanh() is odd and stays between -1 and 1', () => {
  fc.assert(
    fc.property(any, (x) => Object.is(tanh(-x), -tanh(x)) && Math.abs(tanh(x)) <= 1),
    { numRuns: 1000 },
  );
});

test('sigmoid() stays between 0 and 1, and sigmoid(-z) is what is missing to 1', () => {
  fc.assert(
    fc.property(any, (z) => {
      const a = sigmoid(z);
      return a >= 0 && a <= 1 && Math.abs(a + sigmoid(-z) - 1) <= 2 ** -53;
    }),
    { numRuns: 1000 },
  );
});

test('tanh(x) is 2 sigmoid(2 x) - 1', () => {
  fc.assert(
    fc.property(moderate, (x) => Math.abs(tanh(x) - (2 * sigmoid(2 * x) - 1)) <= 2 ** -51),
    { numRuns: 1000 },
  );
});

test('softplusTail() is even, and log(1 + e^-|z|)', () => {
  fc.assert(
    fc.property(moderate, (z) => {
      const tail = softplusTail(z);
      const expected = Math.log1p(Math.exp(-Math.abs(z)));
      return softplusTail(-z) === tail && Math.abs(tail - expected) <= 4 * 2 ** -52 * expected;
    }),
    { numRuns: 1000 },
  );
});
