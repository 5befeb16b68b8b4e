import { matrix, modelBackward, ShapeError } from 'gradstream';
import { propagateBackward } from 'gradstream/streams';
import { lastValueFrom, map, of, toArray } from 'rxjs';
import { expect, test } from 'vitest';
import { recordAt, snapshot } from './tinyRun.js';

test('propagateBackward() adds what modelBackward() gives', async () => {
  const forward = recordAt(2);
  const { dW, db } = await lastValueFrom(of(forward).pipe(propagateBackward()));
  const expected = modelBackward(forward.network, forward, forward.Y);
  expect({ dW, db }).toEqual({ dW: expected.dW, db: expected.db });
});

test('propagateBackward() leaves the forward pass as it is', async () => {
  const forward = recordAt(2);
  const before = snapshot({ A: forward.A, Z: forward.Z });
  const { A, Z } = await lastValueFrom(of(forward).pipe(propagateBackward()));
  expect({ A, Z }).toEqual(before);
});

test('propagateBackward() writes batches of one size into the same matrices', async () => {
  const forward = recordAt(1);
  const seen = await lastValueFrom(
    of(forward, forward).pipe(
      propagateBackward(),
      map(({ dW, db }) => [...dW, ...db]),
      toArray(),
    ),
  );
  seen[0].forEach((M, i) => {
    expect(seen[1][i]).toBe(M);
  });
});

test('propagateBackward() fails with a ShapeError when AL and Y differ in shape', async () => {
  const forward = { ...recordAt(0), Y: matrix([[1], [0]]) };
  await expect(lastValueFrom(of(forward).pipe(propagateBackward()))).rejects.toThrow(ShapeError);
});

test('propagateBackward() gives each subscription memory of its own', async () => {
  const backward$ = of(recordAt(1)).pipe(propagateBackward());
  const [first, second] = [await lastValueFrom(backward$), await lastValueFrom(backward$)];
  expect(first.dW[1].values).not.toBe(second.dW[1].values);
});
