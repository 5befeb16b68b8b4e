import { createNetwork, gradientDescent, momentum, suggestLearningRate, tanh } from 'gradstream';
import {
  type FindLearningRateOptions,
  findLearningRate,
  type RateReport,
} from 'gradstream/streams';
import { lastValueFrom, map, toArray } from 'rxjs';
import { expect, test } from 'vitest';
import { marbles } from '../marbles.js';
import { randomLabels, randomMatrix } from '../model/randomMatrix.js';
import { bitsOf, tinyData, tinyNetwork, trainInLoop } from './tinyRun.js';

const base = { dataset: tinyData(), network: tinyNetwork() };

const found = (options: Partial<FindLearningRateOptions>): Promise<RateReport[]> =>
  lastValueFrom(findLearningRate({ ...base, ...options }).pipe(toArray()));

test('findLearningRate() raises the rate by the same factor in each iteration', async () => {
  const points = await found({ from: 1e-4, to: 1, steps: 9 });
  expect(points.map(({ iteration }) => iteration)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  points.forEach(({ learningRate }, i) => {
    expect(learningRate / 10 ** (-4 + i / 2)).toBeCloseTo(1, 12);
  });
});

test('findLearningRate() trains at these rates', async () => {
  // Rates that grow so little that the loop with one rate takes the same steps.
  const points = await found({ from: 0.5, to: 0.5 + 1e-13, steps: 6, batchSize: 2 });
  const { costs } = trainInLoop(base.network, base.dataset, 6, { batchSize: 2 });
  points.forEach(({ cost }, i) => {
    expect(cost).toBeCloseTo(costs[i], 11);
  });
});

test('findLearningRate() smooths the cost as a mean that forgets', async () => {
  const points = await found({ steps: 4, to: 0.1, smoothing: 0.5, batchSize: 2 });
  const [a, b, c] = points.map(({ cost }) => cost);
  const expected = [a, (a / 2 + b) / 1.5, (a / 4 + b / 2 + c) / 1.75];
  expected.forEach((smoothed, i) => {
    expect(points[i].smoothed).toBeCloseTo(smoothed, 14);
  });
});

test('findLearningRate() ends before the smoothed cost is too far above its least', async () => {
  const wild = { from: 1e-3, to: 1e6, steps: 60, smoothing: 0, batchSize: 2 };
  const all = await found({ ...wild, stopAt: 1e300 });
  const some = await found({ ...wild, stopAt: 1.5 });
  const end = some.length;
  expect(end).toBeGreaterThan(10);
  expect(some).toEqual(all.slice(0, end));
  const least = Math.min(...all.slice(0, end + 1).map(({ smoothed }) => smoothed));
  expect(all[end].smoothed).toBeGreaterThan(1.5 * least);
});

test('findLearningRate() ends when the cost is not finite, with nothing of it', async () => {
  const points = await found({ from: 1, to: 1e300, steps: 20, smoothing: 0, stopAt: 1e305, l2: 1 });
  expect(points.length).toBeLessThan(20);
  expect(points.every(({ smoothed }) => Number.isFinite(smoothed))).toBe(true);
});

test('findLearningRate() leaves the network as it is, and trains anew for each subscription', async () => {
  const before = bitsOf(base.network);
  const rate$ = findLearningRate({ ...base, steps: 20 }).pipe(toArray());
  const first = await lastValueFrom(rate$);
  expect(await lastValueFrom(rate$)).toEqual(first);
  expect(bitsOf(base.network)).toEqual(before);
});

test('findLearningRate() takes another optimizer', async () => {
  const options = { from: 0.1, to: 1, steps: 5 };
  const plain = await found({ ...options, optimizer: gradientDescent });
  expect(plain).toEqual(await found(options));
  expect(await found({ ...options, optimizer: (rate) => momentum(rate) })).not.toEqual(plain);
});

test.each<Partial<FindLearningRateOptions>>([{ l1: 0.5 }, { l2: 0.5 }, { dropout: { keep: 0.5 } }])(
  'findLearningRate() trains with %o',
  async (options) => {
    const costs = ({ cost }: RateReport) => cost;
    const plain = await found({ from: 0.5, to: 1, steps: 3 });
    const others = await found({ from: 0.5, to: 1, steps: 3, ...options });
    expect(others.map(costs)).not.toEqual(plain.map(costs));
  },
);

test('findLearningRate() and suggestLearningRate() find a rate that trains', async () => {
  const dataset = { X: randomMatrix(6, 40, 1), Y: randomLabels(1, 40, 2) };
  const network = createNetwork([6, 8, 1], { hidden: tanh, seed: 1 });
  const points$ = findLearningRate({ dataset, network, from: 1e-3, to: 1e3, batchSize: 10 });
  const rate = suggestLearningRate(await lastValueFrom(points$.pipe(toArray())));
  expect(rate).toBeGreaterThan(1e-2);
  expect(rate).toBeLessThan(1e2);
});

test(
  'findLearningRate() goes by its scheduler, and lets go when unsubscribed',
  marbles((m) => {
    const rate$ = findLearningRate({ ...base, steps: 3, scheduler: m.scheduler }).pipe(
      map(({ iteration }) => iteration),
    );
    m.expect(rate$).toBeObservable('(abc|)', { a: 1, b: 2, c: 3 });
    m.expect(rate$, '       (^!)').toBeObservable('');
  }),
);

test('findLearningRate() fails with a ShapeError when the data do not fit the network', async () => {
  await expect(found({ network: createNetwork([3, 1]) })).rejects.toThrow('Cannot multiply W1');
});

test.each<[Partial<FindLearningRateOptions>, string]>([
  [{ from: 0 }, 'first rate of findLearningRate() is a positive finite number; found 0'],
  [{ from: 1, to: 1 }, 'last rate of findLearningRate() is finite and above the first, 1; found 1'],
  [{ to: Infinity }, 'last rate'],
  [{ steps: 1 }, 'number of steps'],
  [{ smoothing: 1 }, 'smoothing'],
  [{ stopAt: 1 }, 'end of findLearningRate()'],
  [{ l1: -1 }, 'strength of L1'],
  [{ l2: -1 }, 'strength of L2'],
  [{ batchSize: 0 }, 'found 0'],
])('findLearningRate(%j) throws at the call', (options, message) => {
  expect(() => findLearningRate({ ...base, ...options })).toThrow(RangeError);
  expect(() => findLearningRate({ ...base, ...options })).toThrow(message);
});
