import {
  checkGradients,
  createNetwork,
  type DropoutOptions,
  type FirstLayer,
  gradientDescent,
  type Matrix,
  matrix,
  modelBackward,
  modelForward,
  type PenaltyOptions,
  tanh,
  xavier,
  zeros,
} from 'gradstream';
import {
  type BeforeUpdate,
  checkGradientsEvery,
  closeLoop,
  drawBatches,
  type GradientCheckReport,
  iterate,
  propagateBackward,
  propagateForward,
  updateParameters,
} from 'gradstream/streams';
import { lastValueFrom, map, of, pipe, Subject, tap, toArray } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { randomLabels, randomMatrix } from '../model/randomMatrix.js';
import { bitsOf, recordAt } from './tinyRun.js';

const data = { X: randomMatrix(40, 12, 5), Y: randomLabels(1, 12, 6) };

interface Run {
  readonly firstLayer?: FirstLayer;
  readonly batchSize?: number | 'full';
  readonly dropout?: DropoutOptions;
  readonly penalties?: PenaltyOptions;
}

/** The bits after a run, and what watching it every 10 iterations gave. */
async function trained(
  { firstLayer = 'dense', batchSize = 'full', dropout, penalties = {} }: Run,
  isWatched: boolean,
): Promise<{ bits: string[]; reports: GradientCheckReport[] }> {
  const gradient$ = new Subject<BeforeUpdate>();
  const reports: GradientCheckReport[] = [];
  if (isWatched) {
    const settings = { sample: 30, ...penalties };
    gradient$.pipe(checkGradientsEvery(10, settings)).subscribe((report) => reports.push(report));
  }
  const bits = await lastValueFrom(
    iterate({ count: 60 }).pipe(
      drawBatches(data, { firstLayer, batchSize }),
      closeLoop(
        createNetwork([40, 6, 4, 1], { hidden: tanh, scheme: xavier }),
        pipe(
          propagateForward(dropout && { dropout }),
          propagateBackward(penalties),
          tap(gradient$),
          updateParameters(gradientDescent(0.1)),
        ),
      ),
      map(({ network }) => bitsOf(network)),
    ),
  );
  return { bits, reports };
}

const runs: Record<string, Run> = {
  'at full width': {},
  'in Gram form': { firstLayer: 'gram' },
  'in Gram form, on mini-batches': { firstLayer: 'gram', batchSize: 5 },
  'with L2, in Gram form': { firstLayer: 'gram', penalties: { l2: 0.8 } },
  'with L1': { penalties: { l1: 0.8 } },
  'with dropout, in Gram form': { firstLayer: 'gram', dropout: { keep: 0.5 } },
  'with dropout of inputs, on mini-batches': {
    batchSize: 5,
    dropout: { keep: [0.8, 0.5, 0.5] },
    penalties: { l1: 0.1, l2: 0.2 },
  },
};

describe.each(Object.keys(runs))('checkGradientsEvery() watching a run %s', (name) => {
  test('leaves it as it is in every bit', async () => {
    const [watched, alone] = [await trained(runs[name], true), await trained(runs[name], false)];
    expect(watched.bits).toEqual(alone.bits);
  });

  test('finds its gradients right', async () => {
    const { reports } = await trained(runs[name], true);
    expect(reports.map(({ iteration }) => iteration)).toEqual([10, 20, 30, 40, 50, 60]);
    for (const { difference, checked, of: count, nonZero } of reports) {
      expect(difference).toBeLessThan(1e-7);
      expect([checked, count]).toEqual([30, 40 * 6 + 6 + 6 * 4 + 4 + 4 + 1]);
      expect(nonZero).toBeGreaterThan(5);
    }
  });
});

/** A record before its update. */
function gradientAt(index: number): BeforeUpdate {
  const { learningRate: _taken, ...record } = recordAt(index);
  return record;
}

test('checkGradientsEvery() compares the gradients of the record, whoever computed them', async () => {
  const { dW, ...record } = gradientAt(4);
  const wrong = dW.map((A, l) => (l === 1 ? { ...A, values: A.values.map((g) => g + 1) } : A));
  const report$ = of({ ...record, dW: wrong }).pipe(checkGradientsEvery(5));
  const { difference, worst, iteration } = await lastValueFrom(report$);
  expect(difference).toBeGreaterThan(0.1);
  expect(worst).toMatchObject({ layer: 1, parameter: 'W' });
  expect(iteration).toBe(5);
});

test('checkGradientsEvery() takes other parameters at each check, and 100 of them', async () => {
  const network = createNetwork([200, 2, 1], { scheme: xavier });
  const X = randomMatrix(200, 1, 1);
  const Y = matrix([[1]]);
  const { dW, db } = modelBackward(network, modelForward(network, X), Y);
  const record = { ...gradientAt(0), network, X, Y, dW: dW.map(zerosLike), db };
  const reports = await lastValueFrom(
    of(0, 1).pipe(
      map((index) => ({ ...record, index })),
      checkGradientsEvery(1),
      toArray(),
    ),
  );
  expect(reports.map(({ checked }) => checked)).toEqual([100, 100]);
  expect(reports[0].difference).not.toBe(reports[1].difference);
});

function zerosLike({ rows, cols }: Matrix): Matrix {
  return zeros(rows, cols);
}

test('checkGradientsEvery() gives what checkGradients() gives', async () => {
  const record = gradientAt(2);
  const settings = { sample: 5, seed: 4, epsilon: 1e-5 };
  const report = await lastValueFrom(of(record).pipe(checkGradientsEvery(3, settings)));
  const { network, dW, db } = record;
  expect(report).toEqual({
    iteration: 3,
    ...checkGradients(network, record, { ...settings, seed: 6, gradients: { dW, db } }),
  });
});

test('checkGradientsEvery() fails behind the update, where the parameters have moved on', async () => {
  const updated: BeforeUpdate = Object.assign(gradientAt(0), { learningRate: 0.1 });
  await expect(lastValueFrom(of(updated).pipe(checkGradientsEvery(1)))).rejects.toThrow(
    /^Cannot check gradients of parameters that have been updated/,
  );
});

test('checkGradientsEvery() does no work while nobody watches', async () => {
  let calls = 0;
  const counted = {
    ...tanh,
    value(z: number) {
      calls++;
      return tanh.value(z);
    },
  };
  const gradient$ = new Subject<BeforeUpdate>();
  void gradient$.pipe(checkGradientsEvery(1));
  const run$ = iterate({ count: 10 }).pipe(
    drawBatches(data),
    closeLoop(
      createNetwork([40, 3, 1], { hidden: counted }),
      pipe(
        propagateForward(),
        propagateBackward(),
        tap(gradient$),
        updateParameters(gradientDescent(0.1)),
      ),
    ),
  );
  await lastValueFrom(run$);
  expect(calls).toBe(10 * 3 * 12);
});

test.each([0, 1.5, Number.NaN])('checkGradientsEvery(%d) throws at the call', (n) => {
  expect(() => checkGradientsEvery(n)).toThrow(RangeError);
});

test.each([{ sample: 0 }, { epsilon: -1 }, { seed: 0.5 }, { l2: -1 }])(
  'checkGradientsEvery(1, %o) throws at the call',
  (settings) => {
    expect(() => checkGradientsEvery(1, settings)).toThrow(RangeError);
  },
);
