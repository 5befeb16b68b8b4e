import { copyNetwork, createNetwork, type Network, tanh } from 'gradstream';
import {
  closeLoop,
  drawBatches,
  iterate,
  measureUpdates,
  type UpdateReport,
} from 'gradstream/streams';
import { filter, lastValueFrom, map, of, tap, throwError, toArray } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { marbles } from '../marbles.js';
import { randomLabels, randomMatrix } from '../model/randomMatrix.js';
import { recordAt, trainingPhases } from './tinyRun.js';

const steps = { a: recordAt(0), b: recordAt(1), c: recordAt(2), d: recordAt(3), e: recordAt(4) };
const iteration = map((report: UpdateReport) => report.iteration);

describe('measureUpdates(n)', () => {
  test(
    'measures the n-th, the 2n-th iteration and so on, at once',
    marbles((m) => {
      const source$ = m.cold('-a--b--c--d--|', steps);
      const subscription = '  ^------------!';
      const expected = '      ----r-----s--|';
      const values = { r: 2, s: 4 };
      m.expect(source$.pipe(measureUpdates(2), iteration)).toBeObservable(expected, values);
      m.expect(source$).toHaveSubscriptions(subscription);
    }),
  );

  test(
    'measures no step that it has not seen the one before of',
    marbles((m) => {
      const source$ = m.cold('-a--b--d--e--|', steps);
      const expected = '      ----r-----s--|';
      m.expect(source$.pipe(measureUpdates(1), iteration)).toBeObservable(expected, { r: 2, s: 5 });
    }),
  );

  test(
    'is silent for an empty source, and fails with its source',
    marbles((m) => {
      m.expect(m.cold('|', steps).pipe(measureUpdates(1))).toBeObservable('|');
      m.expect(m.cold('-a-#', steps).pipe(measureUpdates(1))).toBeObservable('---#');
      m.expect(throwError(() => 'error').pipe(measureUpdates(1))).toBeObservable('#');
    }),
  );

  test(
    'lets go of an endless source, and begins anew for each subscription',
    marbles((m) => {
      const source$ = m.hot(' -a-b-c-d-', steps);
      const updates$ = source$.pipe(measureUpdates(1), iteration);
      const values = { s: 3, t: 4 };
      const first = '         --^----!';
      const second = '        ----^---';
      m.expect(updates$, first).toBeObservable('-----s--', values);
      m.expect(updates$, second).toBeObservable('-------t', values);
      m.expect(source$).toHaveSubscriptions([first, second]);
    }),
  );

  test('fails when the network has changed its shape', async () => {
    const other = { ...recordAt(1), network: createNetwork([2, 4, 1]) };
    const report$ = of(recordAt(0), other).pipe(measureUpdates(1));
    await expect(lastValueFrom(report$)).rejects.toThrow(
      'Cannot compare W1 (4 x 2) with what it was (3 x 2)',
    );
  });

  test.each([0, 1.5, NaN])('throws at the call for %d', (n) => {
    expect(() => measureUpdates(n)).toThrow(RangeError);
  });
});

describe.each(['dense', 'gram'] as const)(
  'measureUpdates() of a run, first layer %s',
  (firstLayer) => {
    test('is the way of the weights over their size', async () => {
      const networks: Network[] = [];
      const run$ = iterate({ count: 6 }).pipe(
        drawBatches({ X: randomMatrix(40, 12, 1), Y: randomLabels(1, 12, 2) }, { firstLayer }),
        closeLoop(createNetwork([40, 4, 1], { hidden: tanh }), trainingPhases()),
        tap((step) => networks.push(copyNetwork(step.network))),
        measureUpdates(2),
        filter(({ iteration: i }) => i === 6),
        toArray(),
      );
      const [{ layers }] = await lastValueFrom(run$);
      const [before, after] = networks.slice(-2).map(({ parameters: { W } }) => W);
      for (const l of [1, 2]) {
        const weights = Math.hypot(...before[l].values);
        const update = Math.hypot(...before[l].values.map((w, i) => after[l].values[i] - w));
        const found = layers[l - 1];
        expect(found.layer).toBe(l);
        expect(found.weights).toBeCloseTo(weights, 12);
        expect(found.update).toBeCloseTo(update, 12);
        expect(found.ratio).toBeCloseTo(update / weights, 12);
        expect(update).toBeGreaterThan(0);
      }
    });
  },
);

test('measureUpdates() has no ratio where there were no weights but 0', async () => {
  const [a, b] = [recordAt(0), recordAt(1)];
  a.network.parameters.W[2].values.fill(0);
  const { layers } = await lastValueFrom(of(a, b).pipe(measureUpdates(1)));
  expect(layers[1]).toMatchObject({ weights: 0, ratio: null });
  expect(layers[1].update).toBeGreaterThan(0);
});
