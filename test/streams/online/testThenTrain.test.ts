import {
  accuracy,
  categoricalCrossEntropy,
  createNetwork,
  matrix,
  meanSquaredError,
  modelForward,
  oneHot,
  type ScoresMemory,
} from 'gradstream';
import {
  closeLoop,
  drawBatches,
  iterate,
  type TestReport,
  testThenTrain,
} from 'gradstream/streams';
import { from, lastValueFrom, map, of, toArray } from 'rxjs';
import { describe, test } from 'vitest';
import { marbles } from '../../marbles.js';
import { expect } from '../../matchers.js';
import {
  columnsOf,
  recordAt,
  snapshot,
  tinyData,
  tinyNetwork,
  trainInLoop,
  trainingPhases,
} from '../tinyRun.js';

const data = tinyData();
const network = tinyNetwork();

/** A report without the handle. */
function plain({ memory: _memory, ...report }: TestReport) {
  return report;
}

describe('testThenTrain()', () => {
  test('scores each example with the network from before it learnt from it', async () => {
    const batches = { batchSize: 2, shuffle: 'none' } as const;
    const reports = await lastValueFrom(
      iterate({ count: 7 }).pipe(
        drawBatches(data, batches),
        closeLoop(network, trainingPhases()),
        testThenTrain({ window: 4, fading: 0.5 }),
        toArray(),
      ),
    );
    const judged = Array.from({ length: 7 }, (_, i) => {
      const before = trainInLoop(network, data, i, batches).network;
      return [[0, 1], [2, 3], [4]][i % 3].map((example) => {
        const { AL, Z } = modelForward(before, columnsOf(data.X, [example]));
        const Y = columnsOf(data.Y, [example]);
        return { right: accuracy(AL, Y), cost: network.loss.cost(Z[2], Y) };
      });
    });
    reports.forEach((report, i) => {
      const seen = judged.slice(0, i + 1).flat();
      const weights = seen.map((_, k) => 0.5 ** (seen.length - 1 - k));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const meanOf = (name: 'right' | 'cost', list = seen) =>
        list.reduce((sum, example) => sum + example[name], 0) / list.length;
      const fadedOf = (name: 'right' | 'cost') =>
        seen.reduce((sum, example, k) => sum + weights[k] * example[name], 0) / total;
      expect(report.iteration).toBe(i + 1);
      expect(report.examples).toBe(seen.length);
      expect([report.accuracy, report.windowedAccuracy, report.fadedAccuracy]).toBeAllclose([
        meanOf('right'),
        meanOf('right', seen.slice(-4)),
        fadedOf('right'),
      ]);
      expect([report.cost, report.windowedCost, report.fadedCost]).toBeAllclose([
        meanOf('cost'),
        meanOf('cost', seen.slice(-4)),
        fadedOf('cost'),
      ]);
    });
  });

  test('takes the class of several outputs that is most probable', async () => {
    const AL = matrix([
      [0.3, 0.4],
      [0.3, 0.5],
      [0.4, 0.1],
    ]);
    const Z = [{ ...AL, values: AL.values.map(Math.log1p) }];
    const three = createNetwork([1, 3], { loss: categoricalCrossEntropy });
    const record = { index: 4, AL, Z, Y: oneHot([2, 0], 3), network: three };
    const report = await lastValueFrom(of(record).pipe(testThenTrain()));
    expect(report).toMatchObject({ iteration: 5, examples: 2, accuracy: 0.5 });
    expect(report.cost).toBeAllclose(categoricalCrossEntropy.cost(Z[0], record.Y));
  });

  test('gives what was known then in each report, whatever comes later', async () => {
    const report$ = from([recordAt(0), recordAt(1), recordAt(2)]).pipe(testThenTrain());
    const kept = await lastValueFrom(report$.pipe(toArray()));
    const copies = await lastValueFrom(report$.pipe(map(plain), map(snapshot), toArray()));
    expect(kept.map(plain)).toEqual(copies);
    expect(kept.map(({ examples }) => examples)).toEqual([1, 3, 6]);
  });

  test('goes on bit for bit from a memory that went through JSON', async () => {
    const records = Array.from({ length: 5 }, (_, i) => recordAt(i % 3));
    const options = { window: 3, fading: 0.7 };
    const whole = await lastValueFrom(from(records).pipe(testThenTrain(options), toArray()));
    for (let at = 1; at < records.length; at++) {
      const saved: ScoresMemory = await lastValueFrom(
        from(records.slice(0, at)).pipe(
          testThenTrain(options),
          map(({ memory }) => JSON.parse(JSON.stringify(memory()))),
        ),
      );
      const rest$ = from(records.slice(at)).pipe(testThenTrain({ ...options, from: saved }));
      const rest = await lastValueFrom(rest$.pipe(toArray()));
      expect(rest.map(plain)).toEqual(whole.slice(at).map(plain));
    }
  });

  test(
    'fails with what cannot be judged',
    marbles((m) => {
      const record = { ...recordAt(0), network: createNetwork([2, 1], { loss: meanSquaredError }) };
      const source$ = m.cold('-a-', { a: record });
      const error = new RangeError(
        'There is no accuracy with meanSquaredError: real numbers are not right or wrong; take rSquared(AL, Y)',
      );
      m.expect(source$.pipe(testThenTrain())).toBeObservable('-#', undefined, error);
      m.expect(source$).toHaveSubscriptions('^!');
    }),
  );

  test('refuses a window and a fading that make no sense at the call', () => {
    expect(() => testThenTrain({ window: 0 })).toThrow(
      'testThenTrain() takes as window a whole number, 1 or more; found 0',
    );
    expect(() => testThenTrain({ fading: 1 })).toThrow(RangeError);
  });
});
