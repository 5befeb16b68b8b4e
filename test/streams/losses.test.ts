import {
  categoricalCrossEntropy,
  createNetwork,
  createRandom,
  evaluate,
  gradientDescent,
  type Loss,
  type Matrix,
  matrix,
  meanSquaredError,
  oneHot,
  type Precision,
  ShapeError,
  tanh,
  xavier,
} from 'gradstream';
import {
  closeLoop,
  computeCost,
  drawBatches,
  every,
  iterate,
  measureAccuracy,
  reportEvery,
} from 'gradstream/streams';
import { last, lastValueFrom, map, merge, of, share, toArray } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { bitsOf, LEARNING_RATE, recordAt, trainInLoop, trainingPhases } from './tinyRun.js';

/*
 * Whole runs with the losses that are not that of the post: three classes, which are clouds of points around
 * the corners of a triangle, and real numbers, which are a function of these points.
 */

const LABELS = Array.from({ length: 30 }, (_, j) => j % 3);

function points(precision: Precision): Matrix {
  const random = createRandom(8);
  const corners = [
    [2, 0],
    [-1, 2],
    [-1, -2],
  ];
  const cloud = LABELS.map((label) => corners[label].map((x) => x + 0.5 * random.normal()));
  return matrix(
    [0, 1].map((axis) => cloud.map((point) => point[axis])),
    precision,
  );
}

function jobOf(loss: Loss, precision: Precision) {
  const X = points(precision);
  const curve = LABELS.map((_, j) => Math.sin(X.values[j]) + 0.3 * X.values[30 + j]);
  const Y =
    loss === categoricalCrossEntropy ? oneHot(LABELS, 3, precision) : matrix([curve], precision);
  const options = { hidden: tanh, loss, scheme: xavier, precision };
  return { data: { X, Y }, network: createNetwork([2, 8, Y.rows], options) };
}

for (const loss of [categoricalCrossEntropy, meanSquaredError]) {
  describe(`a run with ${loss.name}`, () => {
    for (const precision of ['float64', 'float32'] as const) {
      for (const kernels of ['simd', 'scalar'] as const) {
        test(`has the bits of the loop: ${precision}, ${kernels}`, async () => {
          const { data, network } = jobOf(loss, precision);
          const batches = { batchSize: 7, shuffle: 3 };
          const step$ = iterate({ count: 40 }).pipe(
            drawBatches(data, { ...batches, kernels }),
            closeLoop(network, trainingPhases(gradientDescent(LEARNING_RATE))),
            share(),
          );
          const [costs, trained] = await Promise.all([
            lastValueFrom(
              step$.pipe(
                map(({ cost }) => cost),
                toArray(),
              ),
            ),
            lastValueFrom(step$.pipe(map((step) => bitsOf(step.network)))),
          ]);
          const loop = trainInLoop(network, data, 40, batches);
          expect(costs).toEqual(loop.costs);
          expect(trained).toEqual(bitsOf(loop.network));
        });
      }
    }

    test('learns: every report says how well', async () => {
      const { data, network } = jobOf(loss, 'float64');
      const step$ = iterate({ count: 1000 }).pipe(
        drawBatches(data, { batchSize: 10, shuffle: 1 }),
        closeLoop(network, trainingPhases(gradientDescent(0.1))),
        share(),
      );
      const [reports, accuracies, scored] = await Promise.all([
        lastValueFrom(step$.pipe(reportEvery(500, { train: data, test: data }), toArray())),
        lastValueFrom(step$.pipe(every(500), measureAccuracy(data), toArray())),
        lastValueFrom(
          step$.pipe(
            map((step) => evaluate(step.network, data)),
            last(),
          ),
        ),
      ]);
      expect(reports.map(({ trainAccuracy }) => trainAccuracy)).toEqual(accuracies);
      expect(accuracies[1]).toBe(scored);
      if (loss === categoricalCrossEntropy) expect(scored).toBe(1);
      else expect(scored).toBeGreaterThan(0.98);
      expect(reports[1].cost).toBeLessThan(reports[0].cost);
    });
  });
}

test('computeCost() takes the loss of the network', async () => {
  const network = createNetwork([2, 3], { loss: categoricalCrossEntropy });
  const Z = [matrix([]), matrix([[0], [1000], [0]])];
  const record = { ...recordAt(0), network, Z, Y: oneHot([0], 3) };
  const { cost } = await lastValueFrom(of(record).pipe(computeCost()));
  expect(cost).toBe(1000);
});

test('class labels in one row fail with a ShapeError that says how to make them one-hot', async () => {
  const { data, network } = jobOf(categoricalCrossEntropy, 'float64');
  const wrong = { X: data.X, Y: matrix([LABELS]) };
  const step$ = iterate({ count: 1 }).pipe(
    drawBatches(wrong),
    closeLoop(network, trainingPhases()),
  );
  await expect(lastValueFrom(step$)).rejects.toThrow(ShapeError);
  await expect(lastValueFrom(step$)).rejects.toThrow('make oneHot(labels, 3)');
  await expect(lastValueFrom(merge(of({ network })).pipe(measureAccuracy(wrong)))).rejects.toThrow(
    ShapeError,
  );
});
