import { copyNetwork, createEvaluator, gradientDescent, type Network } from 'gradstream';
import {
  closeLoop,
  computeCost,
  drawBatches,
  every,
  iterate,
  propagateBackward,
  propagateForward,
  restoreBest,
  stopEarly,
  type Tracked,
  updateParameters,
} from 'gradstream/streams';
import { delay, from, last, lastValueFrom, map, of, pipe, tap, toArray } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { marbles } from '../marbles.js';
import { bitsOf, tinyData, tinyNetwork, trainInLoop, trainingPhases } from './tinyRun.js';

const data = tinyData();

interface Check {
  readonly index: number;
  readonly cost: number;
  readonly network: Network;
}

const network = tinyNetwork();

/** Checks a, b, c, ... with these costs. */
function checks(...costs: readonly number[]): Record<string, Check> {
  return Object.fromEntries(
    costs.map((cost, index) => [String.fromCharCode(97 + index), { index, cost, network }]),
  );
}

const soFar = map(({ bestSoFar: { best, bestIteration, waited } }: Tracked) =>
  [best, bestIteration, waited].join(),
);

describe('stopEarly()', () => {
  test(
    'ends with the record of the last check that patience allows, and lets go of its source',
    marbles((m) => {
      const source$ = m.cold('-a-b-c-d-e-|', checks(3, 2, 2.5, 2, 1));
      const subscription = '  ^------!    ';
      const expected = '      -p-q-r-(s|) ';
      const states = { p: '3,1,0', q: '2,2,0', r: '2,2,1', s: '2,2,2' };
      m.expect(source$.pipe(stopEarly({ patience: 2 }), soFar)).toBeObservable(expected, states);
      m.expect(source$).toHaveSubscriptions(subscription);
    }),
  );

  test(
    'waits anew after each improvement',
    marbles((m) => {
      const source$ = m.cold('abcdef-|', checks(3, 4, 2, 3, 1, 2));
      const expected = '      pqrstu-|';
      const states = {
        ...{ p: '3,1,0', q: '3,1,1', r: '2,3,0' },
        ...{ s: '2,3,1', t: '1,5,0', u: '1,5,1' },
      };
      m.expect(source$.pipe(stopEarly({ patience: 2 }), soFar)).toBeObservable(expected, states);
    }),
  );

  test(
    'with mode max and minDelta ends when the metric does not rise by more',
    marbles((m) => {
      const source$ = m.cold('-a-b-c-|', checks(1, 2, 2.5));
      const subscription = '  ^----!  ';
      const expected = '      -p-q-(r|)';
      const states = { p: '1,1,0', q: '2,2,0', r: '2,2,1' };
      const stop = stopEarly<Check>({ patience: 1, mode: 'max', minDelta: 0.5 });
      m.expect(source$.pipe(stop, soFar)).toBeObservable(expected, states);
      m.expect(source$).toHaveSubscriptions(subscription);
    }),
  );

  test(
    'goes on from where an earlier run stood',
    marbles((m) => {
      const earlier = {
        bestSoFar: { best: 2, bestIteration: 70, waited: 1 },
        bestNetwork: network,
      };
      const source$ = m.cold('-a-b-|', checks(2, 1));
      const subscription = '  ^!    ';
      const expected = '      -(p|)';
      const stop = stopEarly<Check>({ patience: 2, from: earlier });
      m.expect(source$.pipe(stop, soFar)).toBeObservable(expected, { p: '2,70,2' });
      m.expect(source$).toHaveSubscriptions(subscription);
    }),
  );

  test(
    'ends an endless run with an asynchronous phase',
    marbles((m) => {
      const run$ = iterate({ scheduler: m.scheduler }).pipe(
        drawBatches(data),
        closeLoop(network, pipe(trainingPhases(), delay(3))),
        every(2),
        stopEarly({ patience: 2, metric: ({ index }) => Math.abs(index - 3) }),
        map(({ index, bestSoFar: { waited } }) => `${index},${waited}`),
      );
      // Every 6 ms a check: 2, 0 at index 3, 2, 4.
      const expected = '6ms p 5ms q 5ms r 5ms (s|)';
      m.expect(run$).toBeObservable(expected, { p: '1,0', q: '3,0', r: '5,1', s: '7,2' });
      m.flush();
      expect(m.scheduler.actions).toEqual([]);
    }),
  );

  test(
    'ends a run from within its phases, after a whole step',
    marbles((m) => {
      let steps = 0;
      const run$ = iterate({ scheduler: m.scheduler }).pipe(
        drawBatches(data),
        closeLoop(
          network,
          pipe(
            propagateForward(),
            computeCost(),
            stopEarly({ patience: 3, metric: () => 1 }),
            delay(1),
            propagateBackward(),
            updateParameters(gradientDescent(0.5)),
          ),
        ),
        tap(() => steps++),
        last(),
        map(({ index }) => index),
      );
      m.expect(run$).toBeObservable('4ms (a|)', { a: 3 });
      m.flush();
      expect(steps).toBe(4);
    }),
  );

  test('keeps the network of the best check while training moves on in the same memory', async () => {
    const metrics = [5, 3, 4, 2, 6, 7, 8];
    const run$ = iterate({ count: 7 }).pipe(
      drawBatches(data),
      closeLoop(network, trainingPhases()),
      stopEarly({ patience: 3, metric: ({ index }) => metrics[index] }),
    );
    const { bestNetwork, bestSoFar, index } = await lastValueFrom(run$);
    expect([index, bestSoFar.bestIteration]).toEqual([6, 4]);
    expect(bitsOf(bestNetwork)).toEqual(bitsOf(trainInLoop(network, data, 4).network));
  });

  test('before the first finite metric keeps the network of the first check', async () => {
    const records = [1, 2].map((seed, index) => ({
      index,
      cost: Number.NaN,
      network: tinyNetwork({ seed }),
    }));
    const { bestNetwork, bestSoFar } = await lastValueFrom(
      from(records).pipe(stopEarly({ patience: 9 })),
    );
    expect(bestSoFar).toEqual({ best: null, bestIteration: 0, waited: 2 });
    expect(bitsOf(bestNetwork)).toEqual(bitsOf(records[0].network));
  });

  test('resumed from its last record ends where the whole run ends, with the same network', async () => {
    const metrics = [5, 3, 4, 6, 7, 2, 8];
    const records = metrics.map((cost, index) => ({
      index,
      cost,
      network: tinyNetwork({ seed: index }),
    }));
    const whole = await lastValueFrom(from(records).pipe(stopEarly({ patience: 3 })));
    const { bestSoFar, bestNetwork } = await lastValueFrom(
      from(records.slice(0, 3)).pipe(stopEarly({ patience: 3 })),
    );
    const saved = { bestSoFar: JSON.parse(JSON.stringify(bestSoFar)), bestNetwork };
    const rest = await lastValueFrom(
      from(records.slice(3)).pipe(stopEarly({ patience: 3, from: saved })),
    );
    expect(rest.index).toBe(4);
    expect({ ...rest, turn: 0 }).toEqual({ ...whole, turn: 0 });
  });

  test('resumed before its first check has seen nothing yet', async () => {
    const records = [1, 2, 3].map((cost, index) => ({
      index,
      cost,
      network: tinyNetwork({ seed: index }),
    }));
    const stop = { patience: 3, every: 9 };
    const saved = await lastValueFrom(from(records.slice(0, 2)).pipe(stopEarly(stop)));
    const rest$ = from(records.slice(2)).pipe(stopEarly({ ...stop, from: saved }));
    const { bestNetwork } = await lastValueFrom(rest$);
    expect(bestNetwork).toBe(records[2].network);
  });

  test(
    'resumed where it had ended is over, and does not subscribe',
    marbles((m) => {
      const ended = {
        bestSoFar: { best: 2, bestIteration: 70, waited: 2 },
        bestNetwork: network,
      };
      const source$ = m.cold('-a-b-|', checks(1, 1));
      const expected = '      |';
      m.expect(source$.pipe(stopEarly({ patience: 2, from: ended }))).toBeObservable(expected);
      m.expect(source$).toHaveSubscriptions([]);
    }),
  );

  test(
    'gives nothing when it goes on from a run that had ended, and asks its source for nothing',
    marbles((m) => {
      const source$ = m.cold('-a-|', checks(1));
      const ended = { bestSoFar: { best: 2, bestIteration: 7, waited: 2 }, bestNetwork: network };
      const run$ = source$.pipe(stopEarly<Check>({ patience: 2, from: ended }));
      m.expect(run$).toBeObservable('|');
      m.expect(source$).toHaveSubscriptions([]);
    }),
  );

  test('leaves the network that it goes on from', async () => {
    const earlier = {
      bestSoFar: { best: 2, bestIteration: 7, waited: 1 },
      bestNetwork: tinyNetwork({ seed: 8 }),
    };
    const before = copyNetwork(earlier.bestNetwork);
    const better = { index: 9, cost: 1, network };
    const { bestNetwork } = await lastValueFrom(
      of(better).pipe(stopEarly({ patience: 2, from: earlier })),
    );
    expect(bitsOf(bestNetwork)).toEqual(bitsOf(network));
    expect(earlier.bestNetwork).toEqual(before);
  });

  test('judges by held-out accuracy with an evaluator', async () => {
    const accuracy = createEvaluator(data);
    const run$ = iterate({ count: 2000 }).pipe(
      drawBatches(data),
      closeLoop(network, trainingPhases()),
      every(10),
      stopEarly({ patience: 5, mode: 'max', metric: (step) => accuracy(step.network) }),
    );
    const { index, bestSoFar, bestNetwork } = await lastValueFrom(run$);
    expect(index + 1).toBe(bestSoFar.bestIteration + 5 * 10);
    expect(accuracy(bestNetwork)).toBe(bestSoFar.best);
  });

  test.each([0, -1, 1.5, Number.NaN, Infinity])(
    'throws at the call for a patience of %d',
    (patience) => {
      expect(() => stopEarly({ patience })).toThrow(
        new RangeError(
          `Patience is a whole number of checks without improvement, 1 or more; found ${patience}`,
        ),
      );
    },
  );

  test('throws at the call for a minDelta below 0', () => {
    expect(() => stopEarly({ patience: 1, minDelta: -1 })).toThrow(RangeError);
  });
});

describe('restoreBest()', () => {
  const record = { index: 3, network, bestNetwork: tinyNetwork({ seed: 5 }) };
  const bestSoFar = { best: 1, bestIteration: 2, waited: 1 };

  test(
    'is the last record with the best network, when the source ends',
    marbles((m) => {
      const records = { a: { ...record, bestSoFar, index: 2 }, b: { ...record, bestSoFar } };
      const source$ = m.cold('-a-b-|', records);
      const subscription = '  ^----!';
      const expected = '      -----(z|)';
      const z = { ...record, bestSoFar, network: record.bestNetwork };
      m.expect(source$.pipe(restoreBest())).toBeObservable(expected, { z });
      m.expect(source$).toHaveSubscriptions(subscription);
    }),
  );

  test(
    'is silent for an empty source, and fails with a source that fails',
    marbles((m) => {
      m.expect(m.cold<Check & Tracked>('--|').pipe(restoreBest())).toBeObservable('--|');
      const failing$ = m.cold('-a-#', { a: { ...record, bestSoFar } });
      m.expect(failing$.pipe(restoreBest())).toBeObservable('---#');
    }),
  );

  test('gives the network that early stopping kept', async () => {
    const metrics = [5, 3, 4, 4, 4];
    const run$ = iterate().pipe(
      drawBatches(data),
      closeLoop(network, trainingPhases()),
      stopEarly({ patience: 2, metric: ({ index }) => metrics[index] }),
      restoreBest(),
      toArray(),
    );
    const [end, ...more] = await lastValueFrom(run$);
    expect(more).toEqual([]);
    expect(bitsOf(end.network)).toEqual(bitsOf(trainInLoop(network, data, 2).network));
  });
});

test(
  'stopEarly() with every: n checks every n-th iteration, and passes the others on with what it knows',
  marbles((m) => {
    const costs = [9, 5, 1, 6, 0, 7];
    const records = costs.map((cost, index) => ({ index, cost, network: tinyNetwork() }));
    const values = Object.fromEntries(records.map((record, i) => ['abcdef'[i], record]));
    const record$ = m.hot('-a-b-c-d-e-f-', values);
    const seen$ = record$.pipe(
      stopEarly({ patience: 2, every: 2 }),
      map(({ bestSoFar: { best, waited } }) => `${best} ${waited}`),
    );
    m.expect(seen$).toBeObservable('-u-v-w-x-y-(z|)', {
      u: 'null 0',
      v: '5 0',
      w: '5 0',
      x: '5 1',
      y: '5 1',
      z: '5 2',
    });
  }),
);

test(
  'stopEarly() from where it had ended already is empty, and draws nothing',
  marbles((m) => {
    const bestSoFar = { best: 1, bestIteration: 3, waited: 2 };
    const ended = { bestSoFar, bestNetwork: tinyNetwork() };
    const record$ = m.cold('-a-', { a: { index: 5, cost: 9, network: tinyNetwork() } });
    m.expect(record$.pipe(stopEarly({ patience: 2, from: ended }))).toBeObservable('|');
    m.expect(record$).toHaveSubscriptions([]);
  }),
);
