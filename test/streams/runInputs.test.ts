import {
  decodeRunState,
  encodeRunState,
  gradientDescent,
  input,
  onPlateau,
  type RunState,
  simulate,
} from 'gradstream';
import { closeLoop, drawBatches, feed, iterate, stateOf } from 'gradstream/streams';
import { BehaviorSubject, lastValueFrom, map, of, tap, toArray } from 'rxjs';
import { expect, test } from 'vitest';
import { tinyData, tinyNetwork, trainingPhases } from './tinyRun.js';

const rateOf = { metric: 'score', patience: 0, factor: 0.5 } as const;
const rate = onPlateau(0.8, rateOf);

/** Steps whose rate listens to a score of 3, which is there from the beginning and comes again for each. */
function stuckRun(count: number, resume?: RunState) {
  const score$ = new BehaviorSubject(3);
  const run$ = iterate({ count, resume }).pipe(
    feed({ score: score$ }),
    drawBatches(tinyData()),
    closeLoop(resume?.learner ?? tinyNetwork(), trainingPhases(gradientDescent(rate))),
    map((step) => ({ rate: step.learningRate, state: stateOf(step) })),
    tap(() => score$.next(3)),
    toArray(),
  );
  return lastValueFrom(run$);
}

test('a plateau counts a metric that is there before the first iteration, as in the rehearsal', async () => {
  const steps = await stuckRun(4);
  const script = [0, 1, 2, 3].map((i) => [i, 'score', 3] as const);
  expect(steps.map((step) => step.rate)).toEqual([...simulate(rate, 4, { script })]);
  expect(steps.at(-1)?.rate).toBe(0.1);
});

test('a plateau counts a metric that is there before the first iteration of a resumed run', async () => {
  const whole = await stuckRun(6);
  const rest = await stuckRun(6, whole[2].state);
  expect(rest.map((step) => step.rate)).toEqual(whole.slice(3).map((step) => step.rate));
});

test('two plateaus on one metric count it each for itself', async () => {
  const slow = onPlateau(0.8, { ...rateOf, patience: 1 });
  const rates$ = iterate({ count: 5 }).pipe(
    feed({ score: of(3) }),
    map(({ index, run }) => {
      run.listen(rate);
      run.listen(slow);
      run.give('score', 3, index + 1);
      return [rate(index + 1, run), slow(index + 1, run)];
    }),
    toArray(),
  );
  expect(await lastValueFrom(rates$)).toEqual([
    [0.4, 0.8],
    [0.2, 0.4],
    [0.1, 0.4],
    [0.05, 0.2],
    [0.025, 0.2],
  ]);
});

test.each(['__proto__', 'constructor', 'toString', 'cost', ' '])(
  'an input may be called %j, and is saved with the run',
  async (name) => {
    const schedule = input(name, 1);
    const state = await lastValueFrom(
      iterate({ count: 1 }).pipe(
        feed(Object.fromEntries([[name, of(0.25)]])),
        tap(({ index, run }) => expect(schedule(index, run)).toBe(0.25)),
        drawBatches(tinyData()),
        closeLoop(tinyNetwork(), trainingPhases()),
        map(stateOf),
      ),
    );
    const { run } = decodeRunState(encodeRunState(state), tinyNetwork());
    const seen$ = iterate({ count: 2, resume: { iteration: 1, run } }).pipe(
      map((iteration) => schedule(iteration.index, iteration.run)),
    );
    expect(await lastValueFrom(seen$)).toBe(0.25);
  },
);
