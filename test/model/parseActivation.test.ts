import { expect, test } from 'vitest';
import { activationNames, leakyRelu, parseActivation } from '../../src/index.js';

test('activationNames lists what there is', () => {
  expect(activationNames).toEqual(['sigmoid', 'tanh', 'relu', 'leakyRelu', 'identity']);
});

test.each(activationNames)('parseActivation() knows %s', (name) => {
  expect(parseActivation(name).name).toBe(name);
});

test.each([0, 0.1, 0.2, 0.001, 1e-9, 0.99])(
  'parseActivation() reads back leakyRelu(%d)',
  (slope) => {
    const read = parseActivation(leakyRelu(slope).name);
    expect(read.name).toBe(leakyRelu(slope).name);
    expect(read.value(-1)).toBe(leakyRelu(slope).value(-1));
  },
);

test.each(['', 'softmax', 'Relu', 'relu:0.1', 'leakyRelu:', 'toString'])(
  'parseActivation("%s") names the known ones',
  (name) => {
    expect(() => parseActivation(name)).toThrow(RangeError);
    expect(() => parseActivation(name)).toThrow(
      `Unknown activation "${name}"; there are sigmoid, tanh, relu, leakyRelu, identity`,
    );
  },
);

test.each(['leakyRelu:1', 'leakyRelu:-0.1', 'leakyRelu:steep', 'leakyRelu: '])(
  'parseActivation("%s") refuses the slope',
  (name) => {
    expect(() => parseActivation(name)).toThrow(RangeError);
  },
);
