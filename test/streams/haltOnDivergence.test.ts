import { DivergenceError, matrix } from 'gradstream';
import { haltOnDivergence } from 'gradstream/streams';
import { lastValueFrom, of } from 'rxjs';
import { expect, test } from 'vitest';
import { marbles } from '../marbles.js';
import { recordAt, type Trained } from './tinyRun.js';

function errorOf(record: Trained): Promise<unknown> {
  return lastValueFrom(of(record).pipe(haltOnDivergence())).catch((error: unknown) => error);
}

test(
  'haltOnDivergence() passes finite costs and lets go of the source at the first other one',
  marbles((m) => {
    const records = { a: recordAt(0), b: recordAt(1), x: { ...recordAt(2), cost: NaN } };
    const source$ = m.cold('-a-b-x-a-|', records);
    const subscription = '  ^----!    ';
    const expected = '      -a-b-#    ';
    const error = new DivergenceError(
      3,
      NaN,
      'the activations overflowed: the learning rate, or momentum or L2, is too large',
    );
    m.expect(source$.pipe(haltOnDivergence())).toBeObservable(expected, records, error);
    m.expect(source$).toHaveSubscriptions(subscription);
  }),
);

test.each([NaN, Infinity, -Infinity])(
  'haltOnDivergence() tells the iteration, counted from 1, and the cost %d',
  async (cost) => {
    const error = await errorOf({ ...recordAt(4), cost });
    expect(error).toBeInstanceOf(DivergenceError);
    expect(error).toMatchObject({ iteration: 5, cost });
  },
);

test('haltOnDivergence() blames the batch when a feature is not finite', async () => {
  const error = await errorOf({ ...recordAt(0), cost: NaN, X: matrix([[1], [NaN]]) });
  expect(error).toMatchObject({
    likelyCause: 'the batch has a feature that is not a finite number',
  });
});

test('haltOnDivergence() names the first layer whose parameters overflowed', async () => {
  const record = { ...recordAt(1), cost: NaN };
  record.network.parameters.b[2].values[0] = Infinity;
  expect(await errorOf(record)).toMatchObject({
    likelyCause:
      'the parameters of layer 2 overflowed: the learning rate, or momentum or L2, is too large',
  });
});

test('haltOnDivergence() blames the activations when batch and parameters are finite', async () => {
  const error = await errorOf({ ...recordAt(1), cost: Infinity });
  expect(error).toMatchObject({
    likelyCause: 'the activations overflowed: the learning rate, or momentum or L2, is too large',
  });
});

test('haltOnDivergence() does not blame the learning rate before the first update', async () => {
  const error = await errorOf({ ...recordAt(0), cost: Infinity });
  expect(error).toMatchObject({
    likelyCause: 'the first weights, or the features, are too large',
  });
});

test('haltOnDivergence() passes the record itself on', async () => {
  const record = recordAt(0);
  expect(await lastValueFrom(of(record).pipe(haltOnDivergence()))).toBe(record);
});
