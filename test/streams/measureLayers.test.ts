import { histogram, momentum, slopeShares, tanh } from 'gradstream';
import {
  closeLoop,
  drawBatches,
  iterate,
  type LayersReport,
  measureGradients,
  measureLayers,
  propagateBackward,
  propagateForward,
  updateParameters,
} from 'gradstream/streams';
import { lastValueFrom, map, of, pipe, toArray } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { createNetwork } from '../../src/index.js';
import { marbles } from '../marbles.js';
import { randomLabels, randomMatrix } from '../model/randomMatrix.js';
import { recordAt } from './tinyRun.js';

const steps = { a: recordAt(0), b: recordAt(1), c: recordAt(2), d: recordAt(3) };

test(
  'measureLayers(n) and measureGradients(n) measure the n-th, the 2n-th iteration and so on, at once',
  marbles((m) => {
    const source$ = m.cold('-a--b--c--d--|', steps);
    const expected = '      ----r-----s--|';
    const iteration = map(({ iteration: i }: { iteration: number }) => i);
    const values = { r: 2, s: 4 };
    m.expect(source$.pipe(measureLayers(2), iteration)).toBeObservable(expected, values);
    m.expect(source$.pipe(measureGradients(2), iteration)).toBeObservable(expected, values);
  }),
);

test('measureLayers() measures every layer, and the slopes of hidden ones', async () => {
  const step = recordAt(3);
  const { layers } = await lastValueFrom(
    of(step).pipe(measureLayers(1, { bins: 5, saturation: 0.7 })),
  );
  const spreadOf = ({ values }: { values: ArrayLike<number> }) => histogram(values, 5);
  const expected = [1, 2].map((l) => ({
    layer: l,
    activations: spreadOf(step.A[l]),
    weights: spreadOf(step.network.parameters.W[l]),
    gradients: spreadOf(step.dW[l]),
  }));
  const slopes = slopeShares(tanh, { Z: step.Z[1], A: step.A[1] }, 0.7);
  expect(slopes.saturated).toBeGreaterThan(0);
  expect(layers).toEqual([{ ...expected[0], slopes }, expected[1]]);
});

test('measureLayers() gives plain data', async () => {
  const report = await lastValueFrom(of(recordAt(3)).pipe(measureLayers(1)));
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});

test.each([0, 1.5, NaN])('measureLayers(%d) throws at the call', (n) => {
  expect(() => measureLayers(n)).toThrow(RangeError);
  expect(() => measureLayers(1, { bins: n })).toThrow(RangeError);
  expect(() => measureGradients(n)).toThrow(RangeError);
});

describe('in Gram form', () => {
  const run = (firstLayer: 'gram' | 'dense') =>
    iterate({ count: 5 }).pipe(
      drawBatches({ X: randomMatrix(40, 12, 1), Y: randomLabels(1, 12, 2) }, { firstLayer }),
      closeLoop(
        createNetwork([40, 4, 1], { hidden: tanh }),
        pipe(propagateForward(), propagateBackward({ l2: 0.1 }), updateParameters(momentum(0.1))),
      ),
    );
  const means = map(({ layers }: LayersReport) =>
    layers.flatMap(({ weights, gradients }) => [weights.mean ?? NaN, gradients.mean ?? NaN]),
  );

  test('measureLayers() sees the numbers of the dense one', async () => {
    const dense = await lastValueFrom(run('dense').pipe(measureLayers(1), means, toArray()));
    const gram = await lastValueFrom(run('gram').pipe(measureLayers(1), means, toArray()));
    gram.flat().forEach((mean, i) => {
      expect(Math.abs(mean - dense.flat()[i])).toBeLessThan(1e-13);
    });
  });

  test('measureGradients() sees the norms of the dense one, behind the update', async () => {
    const dense = await lastValueFrom(run('dense').pipe(measureGradients(1), toArray()));
    const gram = await lastValueFrom(run('gram').pipe(measureGradients(1), toArray()));
    gram.forEach(({ norm, layers }, i) => {
      expect(Math.abs(norm - dense[i].norm)).toBeLessThan(1e-13);
      expect(Math.abs(layers[0].dW - dense[i].layers[0].dW)).toBeLessThan(1e-13);
    });
  });
});
