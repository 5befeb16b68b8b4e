import { createRandom, matrix, permutation, ShapeError, zeros } from 'gradstream';
import { type Batch, type DrawOptions, drawBatches, iterate } from 'gradstream/streams';
import { lastValueFrom, map, type Observable, toArray } from 'rxjs';
import { expect, test, vi } from 'vitest';
import { columnsOf, tinyData } from './tinyRun.js';

const data = tinyData();

/** Examples that are their own numbers, so that a batch tells which ones it has. */
const numbered = { X: matrix([[0, 1, 2, 3, 4]]), Y: matrix([[0, 1, 2, 3, 4]]) };

function examplesOf(batch$: Observable<Batch>): Promise<number[][]> {
  return lastValueFrom(
    batch$.pipe(
      map(({ X }) => [...X.values]),
      toArray(),
    ),
  );
}

test('drawBatches() gives the whole dataset by default, the same matrices at every iteration', async () => {
  const batches = await lastValueFrom(iterate({ count: 3 }).pipe(drawBatches(data), toArray()));
  expect(batches[0]).toMatchObject({ X: data.X, Y: data.Y });
  expect(batches[2].X).toBe(batches[0].X);
  expect(batches[2].Y).toBe(batches[0].Y);
});

test('drawBatches() for scalar kernels gives the dataset itself, not a copy', async () => {
  const batch = await lastValueFrom(
    iterate({ count: 3 }).pipe(drawBatches(data, { kernels: 'scalar' })),
  );
  expect(batch.X).toBe(data.X);
  expect(batch.Y).toBe(data.Y);
});

test('drawBatches() gives the whole dataset when a batch has as many examples', async () => {
  const batch = await lastValueFrom(
    iterate({ count: 1 }).pipe(drawBatches(data, { batchSize: 5 })),
  );
  expect(batch.X).toEqual(data.X);
});

test('drawBatches() keeps a small last batch by default', async () => {
  const batch$ = iterate({ count: 3 }).pipe(
    drawBatches(numbered, { batchSize: 2, shuffle: 'none' }),
  );
  expect(await examplesOf(batch$)).toEqual([[0, 1], [2, 3], [4]]);
});

test('drawBatches() drops a small last batch when told so', async () => {
  const options = { batchSize: 2, lastBatch: 'drop', shuffle: 'none' } as const;
  const batch$ = iterate({ count: 3 }).pipe(drawBatches(numbered, options));
  expect(await examplesOf(batch$)).toEqual([
    [0, 1],
    [2, 3],
    [0, 1],
  ]);
});

test('drawBatches() counts epochs from 0', async () => {
  const batch$ = iterate({ count: 7 }).pipe(
    drawBatches(data, { batchSize: 2 }),
    map(({ epoch }) => epoch),
    toArray(),
  );
  expect(await lastValueFrom(batch$)).toEqual([0, 0, 0, 1, 1, 1, 2]);
});

test('drawBatches() counts epochs without the dropped batches', async () => {
  const batch$ = iterate({ count: 5 }).pipe(
    drawBatches(data, { batchSize: 2, lastBatch: 'drop' }),
    map(({ epoch }) => epoch),
    toArray(),
  );
  expect(await lastValueFrom(batch$)).toEqual([0, 0, 1, 1, 2]);
});

test('drawBatches() gives every example once per epoch', async () => {
  const batches = await examplesOf(
    iterate({ count: 6 }).pipe(drawBatches(numbered, { batchSize: 2 })),
  );
  const epochs = [batches.slice(0, 3).flat(), batches.slice(3).flat()];
  expect(epochs.map((epoch) => epoch.toSorted((a, b) => a - b))).toEqual([
    [0, 1, 2, 3, 4],
    [0, 1, 2, 3, 4],
  ]);
});

test('drawBatches() draws the order of each epoch anew from the seed', async () => {
  const random = createRandom(7);
  const orders = [...permutation(5, random), ...permutation(5, random)];
  const batch$ = iterate({ count: 6 }).pipe(drawBatches(numbered, { batchSize: 2, shuffle: 7 }));
  expect((await examplesOf(batch$)).flat()).toEqual(orders);
});

test('drawBatches() draws another order from another seed', async () => {
  const orderFrom = (shuffle: number) =>
    examplesOf(iterate({ count: 3 }).pipe(drawBatches(numbered, { batchSize: 2, shuffle })));
  expect(await orderFrom(1)).not.toEqual(await orderFrom(2));
});

test('drawBatches() begins with the first epoch for each subscription', async () => {
  const batch$ = iterate({ count: 4 }).pipe(drawBatches(numbered, { batchSize: 2 }));
  expect(await examplesOf(batch$)).toEqual(await examplesOf(batch$));
});

test('drawBatches() keeps each label with its example', async () => {
  const batch$ = iterate({ count: 6 }).pipe(
    drawBatches(numbered, { batchSize: 2 }),
    map(({ X, Y }) => [[...X.values], [...Y.values]]),
    toArray(),
  );
  for (const [X, Y] of await lastValueFrom(batch$)) expect(Y).toEqual(X);
});

test('drawBatches() keeps the precision of the dataset', async () => {
  const batch$ = iterate({ count: 1 }).pipe(
    drawBatches(tinyData('float32'), { batchSize: 2, shuffle: 'none' }),
  );
  const { X, Y } = await lastValueFrom(batch$);
  const expected = tinyData('float32');
  expect(X).toEqual(columnsOf(expected.X, [0, 1]));
  expect(Y.values).toBeInstanceOf(Float32Array);
});

test('drawBatches() starts at the epoch of the iteration it is given', async () => {
  const seventh$ = iterate({ count: 1 }).pipe(map((iteration) => ({ ...iteration, index: 6 })));
  const { epoch } = await lastValueFrom(seventh$.pipe(drawBatches(data, { batchSize: 2 })));
  expect(epoch).toBe(2);
});

test.each([0, 6, 2.5, NaN])(
  'drawBatches() refuses batches of %d of 5 examples at the call',
  (batchSize) => {
    expect(() => drawBatches(data, { batchSize })).toThrow(
      new RangeError(`A batch has from 1 to 5 examples, all there are; found ${batchSize}`),
    );
  },
);

test.each(['kernels', 'firstLayer'])(
  'drawBatches() refuses %s that are none at the call',
  (name) => {
    const options: DrawOptions = JSON.parse(`{ "${name}": "fast" }`);
    expect(() => drawBatches(data, options)).toThrow(RangeError);
    expect(() => drawBatches(data, options)).toThrow('"fast"; there are auto, ');
  },
);

test('drawBatches() refuses a number of threads that is none at the call', () => {
  expect(() => drawBatches(data, { threads: 0 })).toThrow(RangeError);
});

test('drawBatches() refuses X and Y of different numbers of examples at the call, and names both', () => {
  const mixed = { X: zeros(3, 5), Y: zeros(1, 4) };
  expect(() => drawBatches(mixed)).toThrow(ShapeError);
  expect(() => drawBatches(mixed)).toThrow('X (3 x 5) with labels Y (1 x 4)');
});

test.each(['full' as const, 2])(
  'drawBatches() refuses a seed that is none at the call, in batches of %s',
  (batchSize) => {
    expect(() => drawBatches(data, { batchSize, shuffle: 0.5 })).toThrow(
      new RangeError('A seed is an integer from 0 to 4294967295; found 0.5'),
    );
  },
);

test('drawBatches() gives each subscription memory of its own', async () => {
  const batch$ = iterate({ count: 1 }).pipe(drawBatches(data, { batchSize: 2 }));
  const [first, second] = [await lastValueFrom(batch$), await lastValueFrom(batch$)];
  expect(first.X.values).not.toBe(second.X.values);
});

test('drawBatches() stays in ordinary memory when no WebAssembly memory can be had', async () => {
  const Memory = vi.fn(function refuse() {
    throw new RangeError('WebAssembly.Memory(): could not allocate memory');
  });
  vi.stubGlobal('WebAssembly', { Memory });
  try {
    const batch = await lastValueFrom(iterate({ count: 1 }).pipe(drawBatches(data)));
    expect(batch.X).toBe(data.X);
    expect(Memory).toHaveBeenCalledOnce();
  } finally {
    vi.unstubAllGlobals();
  }
});

test('drawBatches() takes the size of a batch from a schedule, rounded, up to the size of the data', async () => {
  const sizes = [1, 1.6, 4, 9];
  const batch$ = iterate({ count: 4 }).pipe(
    drawBatches(numbered, { batchSize: (iteration) => sizes[iteration], shuffle: 'none' }),
  );
  expect(await examplesOf(batch$)).toEqual([[0], [1, 2], [3, 4], [0, 1, 2, 3, 4]]);
});

test('drawBatches() with a schedule goes on where a cursor stands', async () => {
  const batchSize = (iteration: number) => 1 + (iteration % 3);
  const draw = (count: number, saved?: Batch) => {
    const resume = saved && {
      iteration: saved.index + 1,
      run: saved.run.memory(),
      cursor: saved.cursor,
    };
    return iterate({ count, resume }).pipe(drawBatches(numbered, { batchSize, resume }));
  };
  const whole = await examplesOf(draw(9));
  const saved = await lastValueFrom(draw(4));
  expect(await examplesOf(draw(9, saved))).toEqual(whole.slice(4));
});

test('drawBatches() fails with a schedule that gives no size', async () => {
  const batch$ = iterate({ count: 1 }).pipe(drawBatches(numbered, { batchSize: () => 0.4 }));
  await expect(lastValueFrom(batch$)).rejects.toThrow(
    new RangeError('A batch has a whole number of examples, 1 or more; found 0'),
  );
});

test('drawBatches() says which examples it has drawn', async () => {
  const drawn$ = iterate({ count: 1 }).pipe(
    drawBatches(numbered, { batchSize: 2, shuffle: 'none' }),
    map(({ examples }) => [...examples]),
  );
  expect(await lastValueFrom(drawn$)).toEqual([0, 1]);
});
