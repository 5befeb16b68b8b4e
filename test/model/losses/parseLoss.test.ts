import { expect, test } from 'vitest';
import { lossNames, parseLoss } from '../../../src/index.js';

test('lossNames lists what there is', () => {
  expect(lossNames).toEqual(['binaryCrossEntropy', 'categoricalCrossEntropy', 'meanSquaredError']);
});

test.each(lossNames)('parseLoss() knows %s', (name) => {
  expect(parseLoss(name).name).toBe(name);
});

test.each(['', 'BinaryCrossEntropy', 'toString'])(
  'parseLoss("%s") names the known ones',
  (name) => {
    expect(() => parseLoss(name)).toThrow(RangeError);
    expect(() => parseLoss(name)).toThrow(
      `Unknown loss "${name}"; there are binaryCrossEntropy, categoricalCrossEntropy, meanSquaredError`,
    );
  },
);
