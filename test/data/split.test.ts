import { expect, test } from 'vitest';
import {
  createRandom,
  matrix,
  pixelScale,
  selectExamples,
  shuffleExamples,
  splitExamples,
  toDataset,
} from '../../src/index.js';
import { goldens } from '../goldens/model.js';
import { goldenImages as images } from './goldenImages.js';

const golden = goldens.data.images;
const example = (i: number) => golden.values.slice(18 * i, 18 * i + 18);

test('selectExamples() takes the examples in the order asked for, with their labels', () => {
  const { values, labels } = selectExamples(images, [3, 1]);
  expect([...values]).toEqual([...example(3), ...example(1)]);
  expect([...labels]).toEqual([0, 1]);
});

test('selectExamples() may take more examples than there are, some of them twice', () => {
  const { values, labels } = selectExamples(images, [2, 2, 0, 1, 2, 3]);
  expect([...values]).toEqual([2, 2, 0, 1, 2, 3].flatMap(example));
  expect([...labels]).toEqual([1, 1, 0, 1, 1, 0]);
});

test('selectExamples() of no places gives no examples', () => {
  const { values, labels } = selectExamples(images, []);
  expect([values.length, labels.length]).toEqual([0, 0]);
});

test('selectExamples() copies', () => {
  const copy = selectExamples(images, [0, 1, 2, 3]);
  expect(copy).toEqual(images);
  expect(copy.values.buffer).not.toBe(images.values.buffer);
});

test.each([Uint8Array, Float32Array, Float64Array])('selectExamples() keeps a %o', (Kind) => {
  const examples = { ...images, values: Kind.from(golden.values) };
  expect(selectExamples(examples, [1]).values).toEqual(Kind.from(example(1)));
});

test.each([-1, 4, 1.5, Number.NaN])('selectExamples() refuses place %d', (place) => {
  expect(() => selectExamples(images, [0, place])).toThrow(RangeError);
  expect(() => selectExamples(images, [0, place])).toThrow(`no example ${place} among 4`);
});

test("shuffleExamples() is NumPy's indexing with a permutation", () => {
  const shuffled = shuffleExamples(images, createRandom(golden.shuffleSeed));
  const { X } = toDataset(shuffled, { normalizer: pixelScale(18) });
  expect(X).toEqual(matrix(golden.shuffledX));
});

test('shuffleExamples() leaves the examples as they are', () => {
  const given = { ...images, values: images.values.slice(), labels: images.labels.slice() };
  shuffleExamples(given, createRandom(1));
  expect(given).toEqual(images);
});

test.each([1, 2, 3])(
  'splitExamples(%i) gives every example to one of the parts, in order',
  (count) => {
    const [first, rest] = splitExamples(images, count);
    expect(first).toEqual(selectExamples(images, [0, 1, 2].slice(0, count)));
    expect([...first.values, ...rest.values]).toEqual(golden.values);
    expect([...first.labels, ...rest.labels]).toEqual([...images.labels]);
  },
);

test.each([0, 4, 5, -1, 1.5, Number.NaN])('splitExamples() refuses a first part of %d', (count) => {
  expect(() => splitExamples(images, count)).toThrow(RangeError);
  expect(() => splitExamples(images, count)).toThrow(`Cannot split 4 examples into ${count}`);
});
