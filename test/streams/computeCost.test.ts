import { l1Penalty, l2Penalty, matrix, ShapeError } from 'gradstream';
import { type CostSettings, computeCost } from 'gradstream/streams';
import { lastValueFrom, of } from 'rxjs';
import { expect, test } from 'vitest';
import { recordAt } from './tinyRun.js';

/** A record whose last layer has these Z and Y. */
function forwardWith(ZL: number, y: number) {
  const record = recordAt(0);
  return { ...record, Z: [...record.Z.slice(0, -1), matrix([[ZL]])], Y: matrix([[y]]) };
}

test('computeCost() adds the cross-entropy in nats per example', async () => {
  const { cost } = await lastValueFrom(of(forwardWith(0, 1)).pipe(computeCost()));
  expect(cost).toBe(Math.LN2);
});

test('computeCost() is finite where AL is exactly 0 or 1', async () => {
  const { cost } = await lastValueFrom(of(forwardWith(-1000, 1)).pipe(computeCost()));
  expect(cost).toBe(1000);
});

test('computeCost() fails with a ShapeError when Z[L] and Y differ in shape', async () => {
  const forward = { ...recordAt(0), Y: matrix([[1, 0]]) };
  await expect(lastValueFrom(of(forward).pipe(computeCost()))).rejects.toThrow(
    new ShapeError('Cannot compare ZL (1 x 1) with Y (1 x 2)'),
  );
});

test('computeCost() adds the penalties of the weights, and of the biases where they are counted', async () => {
  const record = recordAt(0);
  const { W, b } = record.network.parameters;
  for (const { values } of b) values.fill(0.5);
  const costOf = async (options: CostSettings) =>
    (await lastValueFrom(of(record).pipe(computeCost(options)))).cost;
  const plain = await costOf({});
  const weights = plain + l1Penalty(W, 0.2, 1) + l2Penalty(W, 0.3, 1);
  expect(await costOf({ l1: 0.2, l2: 0.3 })).toBeCloseTo(weights, 14);
  expect(await costOf({ l1: 0.2, l2: 0.3, countBiases: true })).toBeCloseTo(
    weights + l2Penalty(b, 0.3, 1),
    14,
  );
});

test.each([{ l1: -1 }, { l2: Number.NaN }])('computeCost(%o) throws at the call', (options) => {
  expect(() => computeCost(options)).toThrow(RangeError);
});
