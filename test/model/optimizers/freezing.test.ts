import { describe, expect, test } from 'vitest';
import {
  copyParameters,
  firstMoments,
  freezing,
  type Optimizer,
  type Parameters,
  parseOptimizer,
} from '../../../src/index.js';
import {
  drawGradients,
  drawParameters,
  everyOptimizer,
  update,
  updatesPerStep,
} from './everyOptimizer.js';

/** Moves everything it is handed by 1, and counts in its moment. */
const pushing: Optimizer = {
  name: 'pushing',
  learningRate: () => 1,
  momentCount: 1,
  updateInto({ W, b }, _gradients, _settings, [moment]) {
    for (const { values } of [...W, ...b, ...moment.W, ...moment.b]) {
      values.forEach((_, i) => {
        values[i] += 1;
      });
    }
  },
};

const layers = ({ W, b }: Parameters, first: number, last: number) => [
  W.slice(first, last + 1),
  b.slice(first, last + 1),
];

describe.each([...everyOptimizer, ['one of your own', pushing] as const])(
  'freezing() of %s',
  (_text, optimizer) => {
    const steps = 2 * updatesPerStep(optimizer);

    test.each([1, 2, 3])('leaves layers 1 to %d as they are, and their moments', (frozen) => {
      const parameters = drawParameters(1);
      const moments = firstMoments(optimizer, parameters);
      update(optimizer, parameters, moments, [1, steps]);
      const before = [parameters, ...moments].map(copyParameters);
      update(freezing(optimizer), parameters, moments, [steps + 1, 2 * steps], { frozen });
      [parameters, ...moments].forEach((state, i) => {
        expect(layers(state, 0, frozen)).toEqual(layers(before[i], 0, frozen));
      });
      for (let l = frozen + 1; l <= 3; l++) {
        expect(parameters.W[l]).not.toEqual(before[0].W[l]);
        expect(parameters.b[l]).not.toEqual(before[0].b[l]);
      }
    });

    test('is the optimizer itself where nothing is frozen', () => {
      const [free, thawed] = [drawParameters(1), drawParameters(1)];
      update(optimizer, free, firstMoments(optimizer, free), [1, steps]);
      const wrapped = freezing(optimizer);
      update(wrapped, thawed, firstMoments(wrapped, thawed), [1, steps], { frozen: 0 });
      expect(thawed).toEqual(free);
    });
  },
);

test('freezing() moves the other layers as if all moved, where layers do not know of one another', () => {
  for (const text of [
    'nesterov(beta: 0.9, weightDecay: 0.1)',
    'adam',
    'clipByValue(0.1) adagrad',
  ]) {
    const optimizer = parseOptimizer(text, 0.1);
    const [free, thawed] = [drawParameters(1), drawParameters(1)];
    update(optimizer, free, firstMoments(optimizer, free), [1, 8]);
    update(freezing(optimizer), thawed, firstMoments(optimizer, thawed), [1, 8], { frozen: 2 });
    expect(layers(thawed, 3, 3)).toEqual(layers(free, 3, 3));
  }
});

test('freezing() takes frozen layers out of the norm', () => {
  const clipped = parseOptimizer('clipByNorm(0.5) gradientDescent', 0.1);
  const parameters = drawParameters(1);
  update(freezing(clipped), parameters, [], [1, 1], { frozen: 2 });
  const before = drawParameters(1);
  const moved = [parameters.W[3], parameters.b[3]].flatMap(({ values }, k) =>
    Array.from(values, (entry, i) => entry - [before.W[3], before.b[3]][k].values[i]),
  );
  // 0.1 of a gradient that is 0.5 long, but for the 1e-6.
  expect(Math.hypot(...moved)).toBeCloseTo(0.05, 6);
});

test('freezing() thaws and freezes again at any update', () => {
  const optimizer = freezing(parseOptimizer('momentum', 0.1));
  const parameters = drawParameters(1);
  const moments = firstMoments(optimizer, parameters);
  const moved = [2, 1, 0, 1, 3, 0].map((frozen, i) => {
    const before = copyParameters(parameters);
    update(optimizer, parameters, moments, [i + 1, i + 1], { frozen });
    return [1, 2, 3].map((l) => parameters.W[l].values[0] !== before.W[l].values[0]);
  });
  expect(moved.map((row) => row.filter((moves) => !moves).length)).toEqual([2, 1, 0, 1, 3, 0]);
});

test('freezing() sees a matrix that is put into a list in place', () => {
  const optimizer = freezing(parseOptimizer('gradientDescent', 1));
  const parameters = drawParameters(1);
  const gradients = drawGradients(2);
  const settings = { learningRate: 1, update: 1, frozen: 1 };
  optimizer.updateInto(parameters, gradients, settings, []);
  const before = copyParameters(parameters);
  const still = { ...gradients.dW[2], values: new Float64Array(8) };
  Reflect.set(gradients.dW, 2, still);
  optimizer.updateInto(parameters, gradients, settings, []);
  expect(parameters.W[2]).toEqual(before.W[2]);
  expect(parameters.W[3]).not.toEqual(before.W[3]);
});

test.each([-1, 0.5, 4, Number.NaN])('freezing() refuses layers 1 to %d of 3', (frozen) => {
  const optimizer = freezing(parseOptimizer('adam', 0.1));
  const parameters = drawParameters(1);
  const step = () =>
    update(optimizer, parameters, firstMoments(optimizer, parameters), [1, 1], { frozen });
  expect(step).toThrow(RangeError);
  expect(step).toThrow(`1 to ${frozen}: it is a whole number from 0 to 3`);
});
