import { describe, expect, test } from 'vitest';
import { type BatchPlan, planBatches } from '../../src/index.js';
import { goldens } from '../goldens/model.js';

/** The batches of one epoch, copied out of the views. */
function epochOf(plan: BatchPlan, epoch: number): number[][] {
  return Array.from({ length: plan.batchesPerEpoch }, (_, k) => [
    ...plan.examplesOf(epoch * plan.batchesPerEpoch + k),
  ]);
}

const inOrder = (a: number, b: number) => a - b;
const zeroTo = (m: number) => Array.from({ length: m }, (_, i) => i);

describe.each(goldens.random)('planBatches() with shuffle $seed, against NumPy,', (golden) => {
  // Only the first two permutations in turn are of the same length.
  test.each([0, 1])('deals out the permutation of epoch %i', (epoch) => {
    const plan = planBatches(8, { batchSize: 3, shuffle: golden.seed });
    expect(epochOf(plan, epoch).flat()).toEqual(golden.permutationsInTurn[epoch]);
  });
});

describe.each([1, 2, 3, 5, 6, 7])('planBatches() of 7 examples in batches of %i', (batchSize) => {
  const plan = planBatches(7, { batchSize });

  test.each([0, 1, 5])('gives every example once in epoch %i', (epoch) => {
    expect(epochOf(plan, epoch).flat().toSorted(inOrder)).toEqual(zeroTo(7));
  });

  test('fills every batch but the last', () => {
    const sizes = epochOf(plan, 0).map(({ length }) => length);
    const full = Math.floor(7 / batchSize);
    const rest = 7 % batchSize;
    expect(sizes).toEqual([...Array<number>(full).fill(batchSize), ...(rest > 0 ? [rest] : [])]);
  });

  test("drops a last batch that is not full with lastBatch 'drop'", () => {
    const sizes = epochOf(planBatches(7, { batchSize, lastBatch: 'drop' }), 0).map((b) => b.length);
    expect(sizes).toEqual(Array<number>(Math.floor(7 / batchSize)).fill(batchSize));
  });
});

test('planBatches() draws another order each epoch', () => {
  const plan = planBatches(50, { batchSize: 10 });
  expect(epochOf(plan, 0)).not.toEqual(epochOf(plan, 1));
});

test('planBatches() draws another order from another seed', () => {
  const [one, two] = [1, 2].map((shuffle) => planBatches(50, { batchSize: 10, shuffle }));
  expect(epochOf(one, 0)).not.toEqual(epochOf(two, 0));
});

test('planBatches() shuffles with seed 1 and keeps the last batch unless told otherwise', () => {
  const given = planBatches(7, { batchSize: 3, shuffle: 1, lastBatch: 'keep' });
  expect(epochOf(planBatches(7, { batchSize: 3 }), 2)).toEqual(epochOf(given, 2));
});

test("planBatches() takes examples as they stand with shuffle 'none'", () => {
  const plan = planBatches(5, { batchSize: 2, shuffle: 'none' });
  expect([epochOf(plan, 0), epochOf(plan, 3)]).toEqual([
    [[0, 1], [2, 3], [4]],
    [[0, 1], [2, 3], [4]],
  ]);
});

test.each([['full' as const], [7]])('planBatches() never shuffles a batch of %s', (batchSize) => {
  const plan = planBatches(7, { batchSize, shuffle: 1 });
  expect(plan.batchesPerEpoch).toBe(1);
  expect([...plan.examplesOf(4)]).toEqual(zeroTo(7));
});

test('planBatches() takes all examples at once unless told otherwise', () => {
  expect([...planBatches(7).examplesOf(0)]).toEqual(zeroTo(7));
});

test('examplesOf() going back gives what it gave before', () => {
  const plan = planBatches(7, { batchSize: 3 });
  const first = [0, 1, 2, 3, 4, 5, 6].map((index) => [...plan.examplesOf(index)]);
  const back = [6, 3, 0, 4, 1, 5, 2].map((index) => [...plan.examplesOf(index)]);
  expect(back).toEqual([6, 3, 0, 4, 1, 5, 2].map((index) => first[index]));
});

test('examplesOf() may begin anywhere and skip epochs', () => {
  const [plan, other] = [planBatches(7, { batchSize: 3 }), planBatches(7, { batchSize: 3 })];
  const all = zeroTo(40).map((index) => [...plan.examplesOf(index)]);
  expect([...other.examplesOf(37)]).toEqual(all[37]);
});

test('examplesOf() gives the same view for a batch in every epoch', () => {
  const plan = planBatches(7, { batchSize: 3 });
  expect(plan.examplesOf(1)).toBe(plan.examplesOf(4));
});

test.each([0, -1, 2.5, 8, Number.NaN])('planBatches() refuses batches of %d', (batchSize) => {
  expect(() => planBatches(7, { batchSize })).toThrow(RangeError);
  expect(() => planBatches(7, { batchSize })).toThrow(
    `A batch has from 1 to 7 examples, all there are; found ${batchSize}`,
  );
});

test.each([-1, 0.5])('planBatches() refuses the seed %d at the call', (shuffle) => {
  expect(() => planBatches(7, { batchSize: 3, shuffle })).toThrow(RangeError);
  expect(() => planBatches(7, { batchSize: 'full', shuffle })).toThrow(RangeError);
});
