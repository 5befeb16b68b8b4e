import { matrix, ShapeError } from 'gradstream';
import { computeCost } from 'gradstream/streams';
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
