import { descend, gradientDescent, momentum, type ScheduleInput } from 'gradstream';
import { updateParameters } from 'gradstream/streams';
import { lastValueFrom, map, of, toArray } from 'rxjs';
import { expect, test } from 'vitest';
import { bitsOf, openRun, recordAt } from './tinyRun.js';

test('updateParameters() moves the parameters of the record in place', async () => {
  const backward = recordAt(1);
  const expected = descend(backward.network.parameters, backward, 0.5);
  const step = await lastValueFrom(of(backward).pipe(updateParameters(gradientDescent(0.5))));
  expect(step.network).toBe(backward.network);
  expect(step.network.parameters).toEqual(expected);
});

test('updateParameters() asks the schedule for the rate of each iteration, counted from 0', async () => {
  const halving = gradientDescent((iteration) => 0.5 ** iteration);
  const rate$ = of(recordAt(0), recordAt(1), recordAt(2)).pipe(
    updateParameters(halving),
    map(({ learningRate }) => learningRate),
    toArray(),
  );
  expect(await lastValueFrom(rate$)).toEqual([1, 0.5, 0.25]);
});

test('updateParameters() fails with what the optimizer throws', async () => {
  const failing = gradientDescent(() => {
    throw new Error('no rate for this iteration');
  });
  const step$ = of(recordAt(0)).pipe(updateParameters(failing));
  await expect(lastValueFrom(step$)).rejects.toThrow('no rate for this iteration');
});

test('updateParameters() leaves parameters as they are where a record says so', async () => {
  const backward = { ...recordAt(1), skipsUpdate: true };
  const before = bitsOf(backward.network);
  const step = await lastValueFrom(of(backward).pipe(updateParameters(gradientDescent(0.5))));
  expect(bitsOf(step.network)).toEqual(before);
  expect(step.learningRate).toBe(0);
});

test('updateParameters() takes the rate of the run before that of the schedule, and scales either', async () => {
  const rates = async (inputs: Record<string, ScheduleInput>) => {
    const record = { ...recordAt(0), run: { ...openRun, inputs } };
    const step = await lastValueFrom(of(record).pipe(updateParameters(gradientDescent(0.5))));
    return step.learningRate;
  };
  const set = { learningRate: { value: 0.25, since: 0 } };
  const scaled = { learningRateScale: { value: 0.5, since: 0 } };
  expect(await rates(set)).toBe(0.25);
  expect(await rates(scaled)).toBe(0.25);
  expect(await rates({ ...set, ...scaled })).toBe(0.125);
});

test.each([
  [{ momentum: 1 }, 'The momentum of updateParameters() is from 0 to below 1; found 1'],
  [
    { weightDecay: -1 },
    'The weightDecay of updateParameters() is a finite number, 0 or more; found -1',
  ],
  [{ frozen: 0.5 }, 'The frozen of updateParameters() is a whole number, 0 or more; found 0.5'],
])('updateParameters() refuses %j at the call', (settings, message) => {
  expect(() => updateParameters(momentum(0.1), settings)).toThrow(new RangeError(message));
});

test.each([
  { momentum: () => 1 },
  { weightDecay: () => Number.NaN },
  { frozen: () => 3 },
  { frozen: () => Number.NaN },
])('updateParameters() fails with a schedule that leaves its range', async (settings) => {
  const step$ = of(recordAt(0)).pipe(updateParameters(momentum(0.1), settings));
  await expect(lastValueFrom(step$)).rejects.toThrow(RangeError);
});
