import { GuardError, gradientDescent, momentum, type Policy, type Trouble } from 'gradstream';
import {
  type Backward,
  type Cost,
  closeLoop,
  computeCost,
  drawBatches,
  type GuardOptions,
  guard,
  iterate,
  propagateBackward,
  propagateForward,
  updateParameters,
} from 'gradstream/streams';
import { delay, lastValueFrom, map, of, pipe } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { marbles } from '../marbles.js';
import { forms, guarded } from './guardedRun.js';
import { bitsOfLearner, recordAt, type Trained, tinyData, tinyNetwork } from './tinyRun.js';

/** The lower rate, as the run has it. */
const scaleOf = (value: number, since: number) => ({ learningRateScale: { value, since } });

const everything: GuardOptions = {
  nonFiniteCost: 'rollBack',
  spike: { policy: 'rollBack', times: 100, window: 3 },
  gradientNorm: { policy: 'rollBack', above: 1e9 },
  deadUnits: { policy: 'warn', above: 0.9, every: 2 },
  saturatedUnits: { policy: 'warn', above: 0.9, every: 2 },
  rollBack: { keepEvery: 3 },
};

describe('guard() leaves a run without trouble its bits', () => {
  test.each(forms)('%j', async (draw) => {
    const told: Trouble[] = [];
    const watched = await guarded(everything, { draw, tell: (trouble) => told.push(trouble) });
    const plain = await guarded(undefined, { draw });
    expect(watched.map(bitsOfLearner)).toEqual(plain.map(bitsOfLearner));
    expect(told).toEqual([]);
  });
});

describe.each([
  ['gradient descent', gradientDescent(0.3)],
  ['momentum', momentum(0.1)],
] as const)("guard() with 'rollBack' and %s", (_name, optimizer) => {
  test.each(forms)('goes back bit by bit, and on at a lower rate: %j', async (draw) => {
    const options: GuardOptions = {
      nonFiniteCost: 'rollBack',
      rollBack: { keepEvery: 4, factor: 0.25 },
    };
    const steps = await guarded(options, { bad: [11], draw, optimizer });
    // Kept in the iterations 0, 4 and 8, as they were before their updates.
    const good = steps[7];
    const back = steps[11];
    expect(back).toMatchObject({ skipsUpdate: true, learningRate: 0 });
    expect(bitsOfLearner(back)).toEqual(bitsOfLearner(good));
    expect(back.memory?.updates).toBe(8);
    // From there on it is the run that begins with that state at iteration 12.
    const resume = { iteration: 12, run: { seconds: 0, inputs: scaleOf(0.25, 12) } };
    const others = await guarded(undefined, { draw, optimizer, start: good, resume });
    expect(steps.slice(12).map(bitsOfLearner)).toEqual(others.map(bitsOfLearner));
    expect(steps[12].learningRate).toBe(0.25 * steps[10].learningRate);
  });

  test.each(forms)('goes back to the first weights: %j', async (draw) => {
    const options: GuardOptions = { nonFiniteCost: 'rollBack', rollBack: { factor: 0.25 } };
    const steps = await guarded(options, { bad: [3], draw, optimizer });
    const others = await guarded(
      { ...options, nonFiniteCost: 'skip' },
      {
        bad: [0, 1, 2, 3],
        draw,
        optimizer,
        resume: { iteration: 0, run: { seconds: 0, inputs: scaleOf(0.25, 4) } },
      },
    );
    expect(steps[3].memory?.updates).toBe(0);
    expect(steps.slice(4).map(bitsOfLearner)).toEqual(others.slice(4).map(bitsOfLearner));
  });
});

test("guard() with 'rollBack' goes back to the same state again, at a lower rate still", async () => {
  const options: GuardOptions = { nonFiniteCost: 'rollBack', rollBack: { keepEvery: 4 } };
  const steps = await guarded(options, { bad: [6, 7, 9] });
  for (const index of [6, 7, 9])
    expect(bitsOfLearner(steps[index])).toEqual(bitsOfLearner(steps[3]));
  expect(steps.slice(5, 11).map(({ learningRate }) => learningRate / 0.3)).toEqual([
    1, 0, 0, 0.25, 0, 0.125,
  ]);
  expect(steps[9].run.inputs).toEqual(scaleOf(0.125, 10));
});

test("guard() with 'rollBack' keeps no state of an iteration with trouble", async () => {
  const options: GuardOptions = {
    nonFiniteCost: 'rollBack',
    gradientNorm: { policy: 'warn', above: 1e-9 },
    rollBack: { keepEvery: 1 },
  };
  await expect(guarded(options, { bad: [6] })).rejects.toThrow(
    /^The cost of iteration 7 is NaN.*; there is no good state to go back to yet$/,
  );
});

test("guard() with 'rollBack' halts before there is a good state, and says so", async () => {
  const told: Trouble[] = [];
  const options: GuardOptions = { nonFiniteCost: 'rollBack' };
  const run = guarded(options, { bad: [0], tell: (trouble) => told.push(trouble) });
  await expect(run).rejects.toBeInstanceOf(GuardError);
  expect(told).toMatchObject([
    { iteration: 1, policy: 'halt', message: expect.stringMatching(/no good state to go back to/) },
  ]);
});

test('guard() halts when it has gone back as often as it may', async () => {
  const told: Trouble[] = [];
  const options: GuardOptions = { nonFiniteCost: 'rollBack', rollBack: { most: 2 } };
  const run = guarded(options, { bad: [3, 5, 8], tell: (trouble) => told.push(trouble) });
  await expect(run).rejects.toThrow('; gone back 2 times already');
  expect(told.map(({ iteration, policy }) => [iteration, policy])).toEqual([
    [4, 'rollBack'],
    [6, 'rollBack'],
    [9, 'halt'],
  ]);
});

test('guard() goes back from a resumed run to the state that it began with', async () => {
  const [half] = (await guarded(undefined, { count: 6 })).slice(-1);
  const options: GuardOptions = { nonFiniteCost: 'rollBack' };
  const steps = await guarded(options, {
    bad: [8],
    start: half,
    resume: { iteration: 6, run: half.run },
  });
  expect(bitsOfLearner(steps[2])).toEqual(bitsOfLearner(half));
});

test("guard() with 'rollBack' trains where the learning rate is too large for L2", async () => {
  /** Weights are multiplied by 1 - 30 * 2 / 5 in each iteration, until the rate is below 5. */
  const costs = (options: GuardOptions) =>
    lastValueFrom(
      iterate({ count: 400 }).pipe(
        drawBatches(tinyData()),
        closeLoop(
          tinyNetwork(),
          pipe(
            propagateForward(),
            computeCost({ l2: 2 }),
            propagateBackward({ l2: 2 }),
            guard(options),
            updateParameters(gradientDescent(30)),
          ),
        ),
        map(({ cost }) => cost),
      ),
    );
  expect(await costs({ nonFiniteCost: 'warn' })).toBeNaN();
  const healed = await costs({
    nonFiniteCost: 'rollBack',
    gradientNorm: { policy: 'rollBack', above: 2 },
  });
  expect(healed).toBeLessThan(0.7);
});

test("guard() with 'skip' leaves out the update alone", async () => {
  const steps = await guarded({ nonFiniteCost: 'skip' }, { bad: [4], optimizer: momentum(0.1) });
  expect(bitsOfLearner(steps[4])).toEqual(bitsOfLearner(steps[3]));
  expect(steps.map(({ learningRate }) => learningRate).slice(3, 6)).toEqual([0.1, 0, 0.1]);
});

test("guard() with 'warn' tells, and leaves the run its bits", async () => {
  const told: Trouble[] = [];
  const warned = await guarded(
    { nonFiniteCost: 'warn' },
    { bad: [4], tell: (trouble) => told.push(trouble) },
  );
  expect(warned.map(bitsOfLearner)).toEqual((await guarded(undefined)).map(bitsOfLearner));
  expect(told).toMatchObject([{ iteration: 5, quantity: 'cost', value: NaN, policy: 'warn' }]);
});

test("guard() with 'halt' ends the run with the trouble that it told", async () => {
  const told: Trouble[] = [];
  const error = await guarded({}, { bad: [4], tell: (trouble) => told.push(trouble) }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(GuardError);
  expect(error).toMatchObject({ message: told[0].message, trouble: told[0] });
});

/** What a guard does with one record: what it tells, and what it passes on or fails with. */
async function judged(record: Trained, options: GuardOptions) {
  const told: Trouble[] = [];
  const out = await lastValueFrom(
    of(record).pipe(guard(options, { next: (trouble) => told.push(trouble) })),
  ).catch((error: unknown) => error);
  return { told, out };
}

test.each([
  ['warn', 'skip', 'skip'],
  ['skip', 'rollBack', 'halt'],
  ['halt', 'skip', 'halt'],
  ['warn', 'warn', 'warn'],
] as const)('guard() with %s and %s in an iteration does the graver', async (a, b, expected) => {
  const limits: Record<string, Policy> = { a, b };
  const { told, out } = await judged(recordAt(0), {
    gradientNorm: { policy: limits.a, above: 1e-9 },
    saturatedUnits: { policy: limits.b, above: 0, slope: 2, every: 1 },
  });
  expect(told.map(({ quantity, policy }) => [quantity, policy])).toEqual([
    ['gradientNorm', expected],
    ['saturatedUnits', expected],
  ]);
  expect(out instanceof GuardError).toBe(expected === 'halt');
});

test('guard() leaves a record alone that skips its update already', async () => {
  const record = { ...recordAt(0), cost: NaN, skipsUpdate: true };
  expect(await judged(record, {})).toEqual({ told: [], out: record });
});

test('guard() passes on the record itself when all is well', async () => {
  const record = recordAt(0);
  const { out } = await judged(record, {});
  expect(out).toBe(record);
});

test('guard() ends a run with what the observer of troubles throws', async () => {
  const run$ = of({ ...recordAt(0), cost: NaN }).pipe(
    guard(
      { nonFiniteCost: 'warn' },
      {
        next() {
          throw new Error('no room for the journal');
        },
      },
    ),
  );
  await expect(lastValueFrom(run$)).rejects.toThrow('no room for the journal');
});

describe('guard() in time', () => {
  const phases = (options: GuardOptions, scheduled: ReturnType<typeof delay<Backward & Cost>>) =>
    pipe(
      propagateForward(),
      computeCost(),
      propagateBackward(),
      scheduled,
      map((record) => (record.index === 2 ? { ...record, cost: NaN } : record)),
      guard(options),
      updateParameters(gradientDescent(0.1)),
    );
  const indices = { a: 0, b: 1, c: 2, d: 3 };

  test(
    'goes back between asynchronous phases, in the iteration itself',
    marbles((m) => {
      const run$ = iterate({ count: 4, scheduler: m.scheduler }).pipe(
        drawBatches(tinyData()),
        closeLoop(tinyNetwork(), phases({ nonFiniteCost: 'rollBack' }, delay(3))),
        map(({ index }) => index),
      );
      m.expect(run$).toBeObservable('---a--b--c--(d|)', indices);
    }),
  );

  test(
    'halts in the iteration itself',
    marbles((m) => {
      const cause =
        'the activations overflowed: the learning rate, or momentum or L2, is too large';
      const trouble: Trouble = {
        iteration: 3,
        quantity: 'cost',
        value: NaN,
        examples: [],
        policy: 'halt',
        message: `The cost of iteration 3 is NaN: ${cause}`,
      };
      const run$ = iterate({ count: 4, scheduler: m.scheduler }).pipe(
        drawBatches(tinyData()),
        closeLoop(tinyNetwork(), phases({}, delay(3))),
        map(({ index }) => index),
      );
      m.expect(run$).toBeObservable('---a--b--#', indices, new GuardError(trouble));
    }),
  );

  test(
    'lets go of the source when unsubscribed, after an update that it left out',
    marbles((m) => {
      const records = { a: recordAt(0), x: { ...recordAt(1), cost: NaN } };
      const source$ = m.hot(' -a-x-a-a-', records);
      const unsubscription = '^-----!';
      const expected = '      -a-s-a-';
      const out$ = source$.pipe(
        guard({ nonFiniteCost: 'skip' }),
        map(({ skipsUpdate = false }) => skipsUpdate),
      );
      m.expect(out$, unsubscription).toBeObservable(expected, { a: false, s: true });
      m.expect(source$).toHaveSubscriptions('^-----!');
    }),
  );
});

test.each<[GuardOptions, string]>([
  [{ spike: { policy: 'warn', times: 1 } }, 'spike.times of guard() is a number above 1; found 1'],
  [{ spike: { policy: 'warn', window: 0 } }, 'spike.window of guard()'],
  [{ gradientNorm: { policy: 'warn', above: NaN } }, 'gradientNorm.above of guard()'],
  [{ deadUnits: { policy: 'warn', above: 1 } }, 'deadUnits.above of guard()'],
  [{ deadUnits: { policy: 'warn', above: 0, every: 0.5 } }, 'deadUnits.every of guard()'],
  [{ saturatedUnits: { policy: 'warn', above: -1 } }, 'saturatedUnits.above of guard()'],
  [{ saturatedUnits: { policy: 'warn', above: 0, slope: 0 } }, 'saturatedUnits.slope of guard()'],
  [{ rollBack: { keepEvery: 0 } }, 'rollBack.keepEvery of guard()'],
  [{ rollBack: { factor: 1 } }, 'rollBack.factor of guard()'],
  [{ rollBack: { most: NaN } }, 'rollBack.most of guard()'],
])('guard(%j) throws at the call', (options, message) => {
  expect(() => guard(options)).toThrow(RangeError);
  expect(() => guard(options)).toThrow(message);
});

test('guard() throws at the call for a policy that there is not', () => {
  // @ts-expect-error: not a policy
  expect(() => guard({ nonFiniteCost: 'stop' })).toThrow('Unknown policy "stop" of guard()');
});
