import { allZeros, createNetwork, matrix, ShapeError } from 'gradstream';
import { measureAccuracy } from 'gradstream/streams';
import { lastValueFrom, of, toArray } from 'rxjs';
import { expect, test } from 'vitest';

/** Says class 1 to everything, or class 0 with a bias below 0. */
function constantNetwork(bias: number) {
  const network = createNetwork([1, 1], { scheme: allZeros });
  network.parameters.b[1].values[0] = bias;
  return network;
}

const data = { X: matrix([[1, 2, 3, 4]]), Y: matrix([[1, 1, 1, 0]]) };

test('measureAccuracy() gives the share of right answers for each record, from 0 to 1', async () => {
  const record$ = of({ network: constantNetwork(1) }, { network: constantNetwork(-1) });
  const accuracies = await lastValueFrom(record$.pipe(measureAccuracy(data), toArray()));
  expect(accuracies).toEqual([0.75, 0.25]);
});

test('measureAccuracy() takes an output of 0.5 as class 1', async () => {
  const record$ = of({ network: constantNetwork(0) });
  expect(await lastValueFrom(record$.pipe(measureAccuracy(data)))).toBe(0.75);
});

test('measureAccuracy() fails with a ShapeError when the data do not fit the network', async () => {
  const wide = { X: matrix([[1], [2]]), Y: matrix([[1]]) };
  const accuracy$ = of({ network: constantNetwork(0) }).pipe(measureAccuracy(wide));
  await expect(lastValueFrom(accuracy$)).rejects.toThrow(ShapeError);
});
