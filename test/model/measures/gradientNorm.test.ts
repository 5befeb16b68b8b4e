import { createNetwork, gradientNorm, matrix, modelBackward, modelForward, tanh } from 'gradstream';
import { expect, test } from 'vitest';
import { randomLabels, randomMatrix } from '../randomMatrix.js';

test('gradientNorm() is the length of all gradients laid end to end', () => {
  const network = createNetwork([3, 4, 1], { hidden: tanh });
  const pass = modelForward(network, randomMatrix(3, 5, 1));
  const gradients = modelBackward(network, pass, randomLabels(1, 5, 2));
  const entries = [...gradients.dW, ...gradients.db].flatMap(({ values }) => [...values]);
  expect(gradientNorm(gradients)).toBeCloseTo(Math.hypot(...entries), 14);
});

test.each([NaN, Infinity, 1e200])('gradientNorm() of a gradient with %d is not finite', (entry) => {
  expect(gradientNorm({ dW: [matrix([[1, entry]])], db: [matrix([[1]])] })).not.toBeLessThan(1e300);
});
