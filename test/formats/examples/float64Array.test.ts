import { expect, test } from 'vitest';
import { float64Array } from '../../../src/formats/examples/float64Array.js';

test.each([0, 1, 20, 256, 300, 5000])(
  'float64Array(%i) gives as many zeros, of nobody else',
  (length) => {
    const arrays = Array.from({ length: 300 }, () => float64Array(length));
    for (const [i, array] of arrays.entries()) array.fill(i + 1);
    for (const [i, array] of arrays.entries()) {
      expect(array).toHaveLength(length);
      expect(array.every((value) => value === i + 1)).toBe(true);
    }
    expect(float64Array(length)).toEqual(new Float64Array(length));
  },
);
