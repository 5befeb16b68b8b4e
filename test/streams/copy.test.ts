import { closeLoop, copy, drawBatches, iterate } from 'gradstream/streams';
import { lastValueFrom, map, of, toArray } from 'rxjs';
import { expect, test } from 'vitest';
import {
  bitsOf,
  recordAt,
  snapshot,
  type Trained,
  tinyData,
  tinyNetwork,
  trainingPhases,
} from './tinyRun.js';

const run$ = iterate({ count: 3 }).pipe(
  drawBatches(tinyData(), { batchSize: 2, shuffle: 'none', lastBatch: 'drop' }),
  closeLoop(tinyNetwork(), trainingPhases()),
);

/** All matrices of a record, in memory of their own. */
function matricesOf({ X, Y, A, Z, AL, dW, db, network: { parameters } }: Trained) {
  return snapshot({ X, Y, A, Z, AL, dW, db, parameters });
}

test('copy() keeps what later iterations write over', async () => {
  const seen$ = run$.pipe(map(matricesOf), toArray());
  const kept$ = run$.pipe(copy(), toArray());
  const seen = await lastValueFrom(seen$);
  const kept = await lastValueFrom(kept$);
  expect(kept.map(matricesOf)).toEqual(seen);
});

test('a step that is kept without copy() changes with the next iteration', async () => {
  const [first, , third] = await lastValueFrom(run$.pipe(toArray()));
  expect(bitsOf(first.network)).toEqual(bitsOf(third.network));
});

test('copy() shares no memory with the record', async () => {
  const record = recordAt(1);
  const kept = await lastValueFrom(of(record).pipe(copy()));
  const memoryOf = (step: Trained) =>
    [step.X, step.Y, step.AL, ...step.A, ...step.Z, ...step.dW, ...step.db]
      .concat(step.network.parameters.W, step.network.parameters.b)
      .map(({ values }) => values.buffer);
  const shared = new Set(memoryOf(record));
  expect(memoryOf(kept).filter((buffer) => shared.has(buffer))).toEqual([]);
});

test('copy() keeps X as A[0] and AL as A[L], as a forward pass has them', async () => {
  const kept = await lastValueFrom(of(recordAt(1)).pipe(copy()));
  expect(kept.X).toBe(kept.A[0]);
  expect(kept.AL).toBe(kept.A[2]);
});

test('copy() leaves everything else in the record as it is', async () => {
  const record = { ...recordAt(1), note: 'mine' };
  const { index, epoch, cost, learningRate, run, note } = await lastValueFrom(
    of(record).pipe(copy()),
  );
  expect({ index, epoch, cost, learningRate, note }).toEqual({
    index: record.index,
    epoch: record.epoch,
    cost: record.cost,
    learningRate: record.learningRate,
    note: 'mine',
  });
  expect(run).toBe(record.run);
});
