import { createHash } from 'node:crypto';
import { type Matrix, matrix, modelForward, runningStandardizer } from 'gradstream';
import { latestModel, type Standardized } from 'gradstream/streams';
import { Subject, VirtualTimeScheduler } from 'rxjs';
import { expect, test } from 'vitest';
import { encodeParameters } from '../../../src/formats/runState/encodeRunState.js';
import { recordAt, type Trained } from '../tinyRun.js';

const X = matrix([
  [0.5, -1],
  [2, 0.25],
]);

test('latestModel() has no answer before there is a model', () => {
  const model = latestModel(new Subject<Trained>());
  expect(model.current).toBeUndefined();
  expect(model.predict(X)).toBeUndefined();
  model.stop();
});

test('latestModel() answers from a copy of the parameters, and says of which', async () => {
  const step$ = new Subject<Trained>();
  const model = latestModel(step$);
  const step = recordAt(4);
  const expected = modelForward(step.network, X).AL;
  const digest = createHash('sha256').update(encodeParameters(step.network)).digest('hex');
  step$.next(step);
  // The next iteration writes the views again.
  step.network.parameters.W[1].values.fill(7);
  await expect.poll(() => model.current).toBeDefined();
  expect(model.predict(X)).toMatchObject({
    probabilities: expected,
    version: { iteration: 5, digest },
  });
  model.stop();
});

test('latestModel() takes features as the run does, standardized by the statistics of the same moment', async () => {
  const step$ = new Subject<Trained & Standardized>();
  const model = latestModel(step$);
  const standardizer = runningStandardizer(2);
  standardizer.update(
    matrix([
      [1, 3],
      [-2, 8],
    ]),
  );
  const step = { ...recordAt(4), standardizer };
  const expected = modelForward(step.network, standardizer.transform(X)).AL;
  const statistics = standardizer.statistics();
  step$.next(step);
  // The run goes on, and counts more examples.
  standardizer.update(X);
  await expect.poll(() => model.current).toBeDefined();
  const digest = createHash('sha256')
    .update(encodeParameters(step.network, statistics))
    .digest('hex');
  expect(model.predict(X)).toMatchObject({
    probabilities: expected,
    version: { iteration: 5, digest },
  });
  const transformed: Matrix | undefined = model.current?.standardizer?.transform(X);
  expect(transformed).not.toEqual(standardizer.transform(X));
  model.stop();
});

test('latestModel() takes a model so often at most, and the last one in any case', async () => {
  const scheduler = new VirtualTimeScheduler();
  const step$ = new Subject<Trained>();
  const model = latestModel(step$, { everyMs: 100, scheduler });
  const iteration = () => model.current?.version.iteration;
  step$.next(recordAt(0));
  step$.next(recordAt(1));
  await expect.poll(iteration).toBe(1);
  step$.next(recordAt(2));
  await new Promise(setImmediate);
  expect(iteration()).toBe(1);
  // Time comes, and no more steps.
  scheduler.flush();
  await expect.poll(iteration).toBe(3);
  step$.next(recordAt(3));
  await expect.poll(iteration).toBe(4);
  step$.next(recordAt(4));
  step$.complete();
  await expect.poll(iteration).toBe(5);
});

test('latestModel() keeps the last model of a run that fails', async () => {
  const step$ = new Subject<Trained>();
  const model = latestModel(step$);
  step$.next(recordAt(0));
  step$.next(recordAt(1));
  step$.error(new Error('diverged'));
  await expect.poll(() => model.current?.version.iteration).toBe(2);
});

test('latestModel() leaves the run when it is stopped', () => {
  const step$ = new Subject<Trained>();
  const model = latestModel(step$);
  expect(step$.observed).toBe(true);
  model.stop();
  expect(step$.observed).toBe(false);
});
