import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  accumulate,
  adam,
  clipByNorm,
  describeOptimizer,
  gradientDescent,
  momentum,
  optimizerNames,
  parseOptimizer,
  rmsProp,
  wrapperNames,
} from '../../../src/index.js';

const written = (text: string) => describeOptimizer(parseOptimizer(text, 0.1));

test('parseOptimizer() knows every name that it tells', () => {
  for (const name of optimizerNames) expect(parseOptimizer(name, 0.1).name).toBe(name);
  for (const name of wrapperNames) {
    expect(parseOptimizer(`${name}(2) adam`, 0.1).name).toBe(name);
  }
});

test.each([
  ['gradientDescent', 'gradientDescent(weightDecay: 0)'],
  ['momentum()', 'momentum(beta: 0.9, weightDecay: 0)'],
  ['momentum(0.5)', 'momentum(beta: 0.5, weightDecay: 0)'],
  ['nesterov(0.5, weightDecay: 1e-4)', 'nesterov(beta: 0.5, weightDecay: 0.0001)'],
  ['adagrad', 'adagrad(epsilon: 1e-10, weightDecay: 0)'],
  ['rmsProp', 'rmsProp(beta: 0.99, epsilon: 1e-8, centered: false, weightDecay: 0)'],
  [
    ' rmsProp ( .5 , centered:true,momentum : +0.5 ) ',
    'rmsProp(beta: 0.5, epsilon: 1e-8, centered: true, momentum: 0.5, weightDecay: 0)',
  ],
  ['adam', 'adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8, amsgrad: false, weightDecay: 0)'],
  [
    'adamW(amsgrad: true)',
    'adamW(beta1: 0.9, beta2: 0.999, epsilon: 1e-8, amsgrad: true, weightDecay: 0.01)',
  ],
  [
    'accumulate(4)clipByNorm(limit: 1)\n clipByValue(.5) momentum',
    'accumulate(count: 4) clipByNorm(limit: 1) clipByValue(limit: 0.5) momentum(beta: 0.9, weightDecay: 0)',
  ],
  ['accumulate(1) gradientDescent', 'gradientDescent(weightDecay: 0)'],
])('parseOptimizer() reads "%s"', (text, all) => {
  expect(written(text)).toBe(all);
  expect(written(all)).toBe(all);
});

test('describeOptimizer() says what was made by hand', () => {
  expect(describeOptimizer(clipByNorm(2, accumulate(3, gradientDescent(0.1))))).toBe(
    'clipByNorm(limit: 2) accumulate(count: 3) gradientDescent(weightDecay: 0)',
  );
  expect(describeOptimizer(momentum(0.1, { nesterov: true }))).toBe(
    'nesterov(beta: 0.9, weightDecay: 0)',
  );
  const own = { name: 'own', learningRate: () => 1, updateInto() {} };
  expect(describeOptimizer(own)).toBe('own');
});

const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const positive = fc.double({ min: 0, minExcluded: true, max: 1e9, noNaN: true });

property.prop([share, share, positive, fc.boolean(), positive])(
  'describeOptimizer() loses no digit of adam()',
  (beta1, beta2, epsilon, amsgrad, weightDecay) => {
    const options = { beta1, beta2, epsilon, amsgrad, weightDecay };
    const text = describeOptimizer(adam(0.1, options));
    expect(parseOptimizer(text, 0.1).options).toEqual(adam(0.1, options).options);
  },
);

property.prop([share, positive, fc.boolean(), share, positive])(
  'describeOptimizer() loses no digit of rmsProp()',
  (beta, limit, centered, velocity, weightDecay) => {
    const options = { beta, centered, momentum: velocity, weightDecay };
    const made = clipByNorm(limit, rmsProp(0.1, options));
    const again = parseOptimizer(describeOptimizer(made), 0.1);
    expect([again.options, again.inner?.options]).toEqual([made.options, made.inner?.options]);
  },
);

describe('parseOptimizer() refuses what it cannot read, and says why:', () => {
  test.each([
    ['', 'Cannot read the optimizer "": write a name, as adam'],
    ['(0.9)', 'Cannot read the optimizer "(0.9)"'],
    [
      'adm',
      'Unknown optimizer "adm"; there are gradientDescent, momentum, nesterov, adagrad, rmsProp',
    ],
    ['adm', 'and before them clipByValue, clipByNorm, accumulate'],
    ['toString', 'Unknown optimizer "toString"'],
    ['adam(', 'Cannot read "(" behind the optimizer adam'],
    ['adam adam', 'Cannot read "adam" behind the optimizer adam'],
    ['adam clipByNorm(1)', 'Cannot read "clipByNorm(1)" behind the optimizer adam'],
    ['clipByNorm(1)', 'An optimizer is missing behind "clipByNorm(1)"'],
    ['clipByNorm adam', 'The limit of clipByNorm is a positive finite number; found NaN'],
    ['accumulate adam', 'The count of accumulate is a whole number, 1 or more; found NaN'],
    ['accumulate(1.5) adam', 'The count of accumulate is a whole number, 1 or more; found 1.5'],
    ['adam(0.9)', 'Cannot read "0.9" of adam: write option: value'],
    ['momentum(weightDecay: 1, 0.9)', 'Cannot read "0.9" of momentum: write option: value'],
    ['momentum(0.9,)', 'Cannot read "" of momentum: write option: value'],
    ['adam(beta1: 0.9: 1)', 'Cannot read "beta1: 0.9: 1" of adam: write option: value'],
    ['adam(beta: 0.9)', 'Unknown option "beta" of adam; there are beta1, beta2, epsilon, amsgrad'],
    ['adam(toString: 1)', 'Unknown option "toString" of adam'],
    ['momentum(0.9, beta: 0.8)', 'The beta of momentum is given twice'],
    ['momentum(high)', 'The beta of momentum is a number; found "high"'],
    ['momentum(Infinity)', 'The beta of momentum is a number; found "Infinity"'],
    ['momentum(0x1)', 'The beta of momentum is a number; found "0x1"'],
    ['adam(amsgrad: 1)', 'The amsgrad of adam is true or false; found "1"'],
    ['adam(epsilon: true)', 'The epsilon of adam is a number; found "true"'],
    ['momentum(1)', 'The beta of momentum is from 0 to below 1; found 1'],
    ['nesterov(-1)', 'The beta of nesterov is from 0 to below 1; found -1'],
    ['adam(beta2: 1)', 'The beta2 of adam is from 0 to below 1; found 1'],
    ['adam(epsilon: 0)', 'The epsilon of adam is a positive finite number; found 0'],
    ['adamW(weightDecay: -1)', 'The weightDecay of adamW is a finite number, 0 or more; found -1'],
    ['adagrad(epsilon: -1)', 'The epsilon of adagrad is a positive finite number; found -1'],
    ['rmsProp(momentum: 1)', 'The momentum of rmsProp is from 0 to below 1; found 1'],
  ])('"%s"', (text, message) => {
    expect(() => parseOptimizer(text, 0.1)).toThrow(RangeError);
    expect(() => parseOptimizer(text, 0.1)).toThrow(message);
  });
});
