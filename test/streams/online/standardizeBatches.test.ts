import {
  DataError,
  type Matrix,
  matrix,
  runningStandardizer,
  type StandardizerMemory,
} from 'gradstream';
import { closeLoop, drawBatches, iterate, standardizeBatches } from 'gradstream/streams';
import { from, lastValueFrom, map, toArray } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { marbles } from '../../marbles.js';
import { randomMatrix } from '../../model/randomMatrix.js';
import { bitsOf, columnsOf, snapshot, tinyData, tinyNetwork, trainingPhases } from '../tinyRun.js';

const batches = [1, 2, 3, 4, 5].map((seed) => ({ X: randomMatrix(3, 1 + (seed % 2), seed) }));

/** What comes out, each copied when it comes. */
function standardized(inputs: readonly { X: Matrix }[], from_?: StandardizerMemory) {
  const out$ = from(inputs).pipe(
    standardizeBatches({ from: from_ }),
    map(({ X, standardizer }) => ({ X: snapshot(X), memory: standardizer.memory() })),
    toArray(),
  );
  return lastValueFrom(out$);
}

describe('standardizeBatches()', () => {
  test('gives what the standardizer gives, and leaves the batches', async () => {
    const before = snapshot(batches);
    const { standardize } = runningStandardizer(3);
    const expected = batches.map(({ X }) => standardize(X));
    expect((await standardized(batches)).map(({ X }) => X)).toEqual(expected);
    expect(batches).toEqual(before);
  });

  test('goes on bit for bit from a memory that went through JSON', async () => {
    const whole = await standardized(batches);
    for (let at = 1; at < batches.length; at++) {
      const memory: StandardizerMemory = JSON.parse(JSON.stringify(whole[at - 1].memory));
      expect(await standardized(batches.slice(at), memory)).toEqual(whole.slice(at));
    }
  });

  test('with updateFirst counts a batch before it transforms it', async () => {
    const X$ = from([{ X: matrix([[1, 3]]) }]).pipe(standardizeBatches({ updateFirst: true }));
    expect((await lastValueFrom(X$)).X).toEqual(matrix([[-1, 1]]));
  });

  test.each(['simd', 'scalar'] as const)(
    'trains on what it gives, as if that had been drawn, with %s kernels',
    async (kernels) => {
      const data = tinyData();
      const drawn = { batchSize: 2, shuffle: 'none', kernels, firstLayer: 'dense' } as const;
      const step = await lastValueFrom(
        iterate({ count: 3 }).pipe(
          drawBatches(data, drawn),
          standardizeBatches(),
          closeLoop(tinyNetwork(), trainingPhases()),
        ),
      );
      const { standardize } = runningStandardizer(2);
      const parts = [[0, 1], [2, 3], [4]].map((examples) =>
        standardize(columnsOf(data.X, examples)),
      );
      const rows = [0, 1].map((i) =>
        parts.flatMap(({ cols, values }) => [...values.subarray(i * cols, (i + 1) * cols)]),
      );
      const ahead = await lastValueFrom(
        iterate({ count: 3 }).pipe(
          drawBatches({ X: matrix(rows), Y: data.Y }, drawn),
          closeLoop(tinyNetwork(), trainingPhases()),
        ),
      );
      expect(bitsOf(step.network)).toEqual(bitsOf(ahead.network));
    },
  );

  test(
    'fails with a value that is no number, and lets go of its source',
    marbles((m) => {
      const a = { X: matrix([[1]]) };
      const b = { X: matrix([[Number.NaN]]) };
      const source$ = m.cold('-a-b-a-', { a, b });
      const out$ = source$.pipe(
        standardizeBatches(),
        map(({ standardizer }) => standardizer.memory().count),
      );
      const error = new DataError(
        'Cannot count a batch: feature 0 of its example 0 is NaN; leave it out',
      );
      m.expect(out$).toBeObservable('-p-#', { p: 1 }, error);
      m.expect(source$).toHaveSubscriptions('^--!');
    }),
  );
});
