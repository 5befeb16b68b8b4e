import { matrix, modelForward, ShapeError } from 'gradstream';
import { propagateForward } from 'gradstream/streams';
import { lastValueFrom, map, of, toArray } from 'rxjs';
import { expect, test } from 'vitest';
import { createArena } from '../../src/numerics/arena.js';
import { recordAt, tinyNetwork } from './tinyRun.js';

test('propagateForward() adds what modelForward() gives, and keeps the record', async () => {
  const { index, run, epoch, examples, X, Y, network } = recordAt(2);
  const batch = { index, run, epoch, examples, X, Y, network };
  const forward = await lastValueFrom(of(batch).pipe(propagateForward()));
  expect(forward).toEqual({ ...batch, ...modelForward(network, X) });
});

test('propagateForward() writes batches of one size into the same matrices', async () => {
  const record = recordAt(1);
  const seen = await lastValueFrom(
    of(record, record).pipe(
      propagateForward(),
      map(({ Z, A, AL }) => [...Z, ...A, AL]),
      toArray(),
    ),
  );
  seen[0].forEach((M, i) => {
    expect(seen[1][i]).toBe(M);
  });
});

test('propagateForward() takes A[0] from each batch, not from the first', async () => {
  const seen = await lastValueFrom(
    of(recordAt(1), {
      ...recordAt(1),
      X: matrix([
        [1, 2],
        [3, 4],
      ]),
    }).pipe(
      propagateForward(),
      map(({ A }) => [...A[0].values]),
      toArray(),
    ),
  );
  expect(seen[1]).toEqual([1, 2, 3, 4]);
});

test('propagateForward() computes in the precision of the network', async () => {
  const record = { ...recordAt(0), network: tinyNetwork({ precision: 'float32' }) };
  const { AL } = await lastValueFrom(of(record).pipe(propagateForward()));
  expect(AL.values).toBeInstanceOf(Float32Array);
});

test('propagateForward() fails with a ShapeError that names both shapes', async () => {
  const record = { ...recordAt(0), X: matrix([[1], [2], [3]]) };
  const forward$ = of(record).pipe(propagateForward());
  await expect(lastValueFrom(forward$)).rejects.toThrow(
    new ShapeError('Cannot multiply W1 (3 x 2) by A0 (3 x 1): inner sizes are 2 and 3'),
  );
});

test('propagateForward() gives each subscription memory of its own', async () => {
  const forward$ = of(recordAt(1)).pipe(propagateForward());
  const [first, second] = [await lastValueFrom(forward$), await lastValueFrom(forward$)];
  expect(first.AL.values).not.toBe(second.AL.values);
});

test('propagateForward() brings new parameters beside the batch into the same memory each time', async () => {
  const X = createArena().place(recordAt(0).X);
  const [first, second] = [tinyNetwork({ seed: 3 }), tinyNetwork({ seed: 4 })];
  const seen = await lastValueFrom(
    of(first, second).pipe(
      map((network) => ({ ...recordAt(0), X, network })),
      propagateForward(),
      map(({ network, AL }) => ({ W: network.parameters.W[1].values, AL: [...AL.values] })),
      toArray(),
    ),
  );
  expect(seen[1].W).toBe(seen[0].W);
  expect(seen[1].W).toEqual(second.parameters.W[1].values);
  expect(seen.map(({ AL }) => AL)).toEqual(
    [first, second].map((network) => [...modelForward(network, recordAt(0).X).AL.values]),
  );
});
