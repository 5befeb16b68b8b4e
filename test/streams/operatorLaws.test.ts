import {
  checkGradients,
  copyMatrix,
  copyNetwork,
  descend,
  evaluate,
  gradientDescent,
  gradientNorm,
  histogram,
  modelBackward,
  modelForward,
  runningScores,
  runningStandardizer,
} from 'gradstream';
import {
  checkGradientsEvery,
  closeLoop,
  computeCost,
  copy,
  drawBatches,
  every,
  guard,
  haltOnDivergence,
  iterate,
  measureAccuracy,
  measureGradients,
  measureLayers,
  propagateBackward,
  propagateForward,
  reportEvery,
  standardizeBatches,
  stopEarly,
  testThenTrain,
  updateParameters,
} from 'gradstream/streams';
import { delay, map, type OperatorFunction, pipe, tap, toArray } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { marbles } from '../marbles.js';
import {
  columnsOf,
  LEARNING_RATE,
  recordAt,
  snapshot,
  type Trained,
  tinyData,
  tinyNetwork,
  trainInLoop,
  trainingPhases,
} from './tinyRun.js';

/** An operator, what is kept of its output, and what has to be there according to the pure functions. */
interface Row {
  readonly call: string;
  readonly operator: () => OperatorFunction<Trained, unknown>;
  readonly expected: (inputs: readonly Trained[]) => readonly unknown[];
}

/** Records flow as views: what a test keeps has to be copied when it comes out. */
function row<Out>(
  call: string,
  operator: () => OperatorFunction<Trained, Out>,
  kept: (out: Out) => unknown,
  expected: (inputs: readonly Trained[]) => readonly unknown[],
): Row {
  return {
    call,
    operator: () =>
      pipe(
        operator(),
        map((out) => snapshot(kept(out))),
      ),
    expected,
  };
}

const data = tinyData();
const network = tinyNetwork();

const rows: readonly Row[] = [
  row(
    'drawBatches()',
    () => drawBatches(data, { batchSize: 2, shuffle: 'none' }),
    ({ X, Y, epoch }) => ({ X, Y, epoch }),
    () =>
      [[0, 1], [2, 3], [4]].map((examples) => ({
        X: columnsOf(data.X, examples),
        Y: columnsOf(data.Y, examples),
        epoch: 0,
      })),
  ),
  row(
    'propagateForward()',
    () => propagateForward(),
    ({ A, Z, AL }) => ({ A, Z, AL }),
    (inputs) => inputs.map((input) => modelForward(input.network, input.X)),
  ),
  row(
    'computeCost()',
    () => computeCost(),
    ({ cost }) => cost,
    (inputs) => inputs.map((input) => input.network.loss.cost(input.Z[2], input.Y)),
  ),
  row(
    'propagateBackward()',
    () => propagateBackward(),
    ({ dW, db }) => ({ dW, db }),
    (inputs) =>
      inputs.map((input) => {
        const { dW, db } = modelBackward(input.network, input, input.Y);
        return { dW, db };
      }),
  ),
  row(
    'updateParameters()',
    () => updateParameters(gradientDescent(LEARNING_RATE)),
    (step) => ({ parameters: step.network.parameters, learningRate: step.learningRate }),
    (inputs) =>
      inputs.map((input) => ({
        parameters: descend(input.network.parameters, input, LEARNING_RATE),
        learningRate: LEARNING_RATE,
      })),
  ),
  row(
    'closeLoop()',
    () => closeLoop(network, trainingPhases()),
    ({ cost, network: { parameters } }) => ({ cost, parameters }),
    (inputs) => {
      let { parameters } = network;
      return inputs.map(({ X, Y }) => {
        const trained = trainInLoop({ ...network, parameters }, { X, Y }, 1);
        ({ parameters } = trained.network);
        return { cost: trained.costs[0], parameters };
      });
    },
  ),
  row(
    'every(1)',
    () => every(1),
    ({ index }) => index,
    (inputs) => inputs.map(({ index }) => index),
  ),
  row(
    'measureAccuracy()',
    () => measureAccuracy(data),
    (accuracy) => accuracy,
    (inputs) => inputs.map((input) => evaluate(input.network, data)),
  ),
  row(
    'reportEvery(1)',
    () => reportEvery(1, { train: data, test: data }),
    ({ iteration, cost, trainAccuracy }) => ({ iteration, cost, trainAccuracy }),
    (inputs) =>
      inputs.map((input) => ({
        iteration: input.index + 1,
        cost: input.cost,
        trainAccuracy: evaluate(input.network, data),
      })),
  ),
  row(
    'checkGradientsEvery(1)',
    () =>
      pipe(
        map(({ learningRate: _taken, ...gradients }: Trained) => gradients),
        checkGradientsEvery(1, { sample: 4 }),
      ),
    (report) => report,
    (inputs) =>
      inputs.map(({ index, network: current, X, Y, dW, db }) => {
        const options = { sample: 4, seed: 1 + index, gradients: { dW, db } };
        return { iteration: index + 1, ...checkGradients(current, { X, Y }, options) };
      }),
  ),
  row(
    'stopEarly()',
    () => stopEarly({ patience: 4 }),
    ({ cost, bestSoFar }) => ({ cost, best: bestSoFar.best }),
    (inputs) =>
      inputs.map(({ cost }, i) => ({
        cost,
        best: Math.min(...inputs.slice(0, i + 1).map((input) => input.cost)),
      })),
  ),
  row(
    'haltOnDivergence()',
    () => haltOnDivergence(),
    ({ cost }) => cost,
    (inputs) => inputs.map(({ cost }) => cost),
  ),
  row(
    'guard()',
    () =>
      guard({
        nonFiniteCost: 'rollBack',
        spike: { policy: 'skip' },
        gradientNorm: { policy: 'skip', above: 1e9 },
        deadUnits: { policy: 'warn', above: 0.9, every: 1 },
        saturatedUnits: { policy: 'warn', above: 0.9, every: 1 },
      }),
    ({ cost, network: { parameters } }) => ({ cost, parameters }),
    (inputs) => inputs.map(({ cost, network: { parameters } }) => ({ cost, parameters })),
  ),
  row(
    'measureLayers(1)',
    () => measureLayers(1, { bins: 3 }),
    ({ iteration, layers }) => ({ iteration, weights: layers.map(({ weights }) => weights) }),
    (inputs) =>
      inputs.map((input) => ({
        iteration: input.index + 1,
        weights: input.network.parameters.W.slice(1).map(({ values }) => histogram(values, 3)),
      })),
  ),
  row(
    'measureGradients(1)',
    () => measureGradients(1),
    ({ iteration, norm }) => ({ iteration, norm }),
    (inputs) => inputs.map((input) => ({ iteration: input.index + 1, norm: gradientNorm(input) })),
  ),
  row(
    'testThenTrain()',
    () => testThenTrain({ window: 2 }),
    ({ iteration, examples, windowedAccuracy }) => ({ iteration, examples, windowedAccuracy }),
    (inputs) => {
      const { add, scores } = runningScores({ window: 2 });
      return inputs.map(({ index, Z, AL, Y, network: { loss } }) => {
        add({ ZL: Z[2], AL, Y, loss });
        const { examples, windowedAccuracy } = scores();
        return { iteration: index + 1, examples, windowedAccuracy };
      });
    },
  ),
  row(
    'standardizeBatches()',
    () => standardizeBatches(),
    ({ X }) => X,
    (inputs) => {
      const { standardize } = runningStandardizer(2);
      return inputs.map(({ X }) => standardize(X));
    },
  ),
  row(
    'copy()',
    () => copy(),
    ({ X, Y, A, Z, AL, dW, db, network: { parameters } }) => ({
      ...{ X, Y, A, Z, AL, dW, db },
      parameters,
    }),
    (inputs) =>
      inputs.map((input) => ({
        X: copyMatrix(input.X),
        Y: copyMatrix(input.Y),
        A: input.A.map(copyMatrix),
        Z: input.Z.map(copyMatrix),
        AL: copyMatrix(input.AL),
        dW: input.dW.map(copyMatrix),
        db: input.db.map(copyMatrix),
        parameters: copyNetwork(input.network).parameters,
      })),
  ),
];

const brokenError = new Error('this record cannot be read');

/** A record that throws in whatever reads it. */
const broken = new Proxy(recordAt(0), {
  get() {
    throw brokenError;
  },
  ownKeys() {
    throw brokenError;
  },
});

/** New ones for each source, because `updateParameters` writes into the network of a record. */
function records() {
  return { a: recordAt(0), b: recordAt(1), c: recordAt(2), x: broken };
}

function outputs({ expected }: Row) {
  const { a, b, c } = records();
  const [p, q, r] = expected([a, b, c]);
  return { p, q, r };
}

describe.each(rows)('$call', (law) => {
  test(
    'is silent while its source is',
    marbles((m) => {
      const source$ = m.cold<Trained>('-');
      const subscription = '           ^';
      const expected = '               -';
      m.expect(source$.pipe(law.operator())).toBeObservable(expected);
      m.expect(source$).toHaveSubscriptions(subscription);
    }),
  );

  test(
    'ends at once with an empty source',
    marbles((m) => {
      const source$ = m.cold<Trained>('|');
      const subscription = '           (^!)';
      const expected = '               |';
      m.expect(source$.pipe(law.operator())).toBeObservable(expected);
      m.expect(source$).toHaveSubscriptions(subscription);
    }),
  );

  test(
    'gives one for one',
    marbles((m) => {
      const source$ = m.cold('--a--|', records());
      const subscription = '  ^----!';
      const expected = '      --p--|';
      m.expect(source$.pipe(law.operator())).toBeObservable(expected, outputs(law));
      m.expect(source$).toHaveSubscriptions(subscription);
    }),
  );

  test(
    'gives many for many, each when it comes',
    marbles((m) => {
      const source$ = m.cold('-a--(bc)-|', records());
      const subscription = '  ^--------!';
      const expected = '      -p--(qr)-|';
      m.expect(source$.pipe(law.operator())).toBeObservable(expected, outputs(law));
      m.expect(source$).toHaveSubscriptions(subscription);
    }),
  );

  test(
    'fails with its source',
    marbles((m) => {
      const source$ = m.cold('-a-b-#', records(), new Error('the source failed'));
      const subscription = '  ^----!';
      const expected = '      -p-q-#';
      m.expect(source$.pipe(law.operator())).toBeObservable(
        expected,
        outputs(law),
        new Error('the source failed'),
      );
      m.expect(source$).toHaveSubscriptions(subscription);
    }),
  );

  test(
    'lets go of an endless source when unsubscribed',
    marbles((m) => {
      const source$ = m.cold('-a-b-c-', records());
      const subscription = '  ^---!  ';
      const unsubscription = '^---!  ';
      const expected = '      -p-q-  ';
      m.expect(source$.pipe(law.operator()), unsubscription).toBeObservable(expected, outputs(law));
      m.expect(source$).toHaveSubscriptions(subscription);
    }),
  );

  test(
    'fails and lets go of its source when it throws',
    marbles((m) => {
      const source$ = m.cold('-a-x-b-|', records());
      const subscription = '  ^--!    ';
      const expected = '      -p-#    ';
      m.expect(source$.pipe(law.operator())).toBeObservable(expected, outputs(law), brokenError);
      m.expect(source$).toHaveSubscriptions(subscription);
    }),
  );

  test(
    'keeps its state per subscription when used on two sources',
    marbles((m) => {
      const operator = law.operator();
      const first$ = m.cold(' -a---b---c-|', records());
      const second$ = m.cold('---a---b-c--|', records());
      const expected1 = '     -p---q---r-|';
      const expected2 = '     ---p---q-r--|';
      m.expect(first$.pipe(operator)).toBeObservable(expected1, outputs(law));
      m.expect(second$.pipe(operator)).toBeObservable(expected2, outputs(law));
    }),
  );
});

describe('iterate()', () => {
  const index = map(({ index: i }: { index: number }) => i);
  const values = { a: 0, b: 1, c: 2 };

  test(
    'ends at once for no iterations',
    marbles((m) => {
      const run$ = iterate({ count: 0, scheduler: m.scheduler }).pipe(index);
      m.expect(run$).toBeObservable('|');
    }),
  );

  test(
    'gives one for one iteration',
    marbles((m) => {
      const run$ = iterate({ count: 1, scheduler: m.scheduler }).pipe(index);
      m.expect(run$).toBeObservable('(a|)', values);
    }),
  );

  test(
    'gives many without pause where nobody claims their turns',
    marbles((m) => {
      const run$ = iterate({ count: 3, scheduler: m.scheduler }).pipe(index);
      m.expect(run$).toBeObservable('(abc|)', values);
    }),
  );

  test(
    'is endless by default and stops when unsubscribed',
    marbles((m) => {
      const run$ = iterate({ scheduler: m.scheduler }).pipe(
        drawBatches(data),
        closeLoop(network, pipe(trainingPhases(), delay(2))),
        index,
      );
      const unsubscription = '^----!';
      const expected = '      --a-b-';
      m.expect(run$, unsubscription).toBeObservable(expected, values);
    }),
  );

  test(
    'stops when a phase throws',
    marbles((m) => {
      let drawn = 0;
      const run$ = iterate({ scheduler: m.scheduler }).pipe(
        tap(() => drawn++),
        tap(({ index: i }) => {
          if (i === 1) throw new Error('the phase failed');
        }),
        index,
      );
      m.expect(run$).toBeObservable('(a#)', values, new Error('the phase failed'));
      m.flush();
      expect(drawn).toBe(2);
    }),
  );

  test(
    'counts from 0 for each of two subscriptions',
    marbles((m) => {
      const run$ = iterate({ count: 3, scheduler: m.scheduler }).pipe(index, toArray());
      m.expect(run$).toBeObservable('(a|)', { a: [0, 1, 2] });
      m.expect(run$).toBeObservable('(a|)', { a: [0, 1, 2] });
    }),
  );
});
