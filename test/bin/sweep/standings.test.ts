import { relu, tanh } from 'gradstream';
import type { SweepEvent } from 'gradstream/streams';
import { describe, expect, test } from 'vitest';
import type { Trial } from '../../../bin/sweep/axes.js';
import type { Score } from '../../../bin/sweep/scoresOf.js';
import { advanced, ranked, type Standing } from '../../../bin/sweep/standings.js';

const trial: Trial = {
  ...{ learningRate: 0.1, depth: 1, width: 5, activation: relu, iterations: 100 },
  ...{ batchSize: 32, optimizer: 'gradientDescent', momentum: 0, l2: 0, l1: 0, dropout: 0 },
};

const scored = (iteration: number, value: number): Score => ({
  iteration,
  value,
  cost: value,
  accuracy: 0.5,
});

/** The standing of a trial after these events. */
function standingAfter(...events: readonly SweepEvent<Trial, Score>[]): Standing | undefined {
  return events.reduce<Standing | undefined>(advanced, undefined);
}

const about = { index: 2, trial };
const begun = { ...about, type: 'begun' } as const;
const reported = (iteration: number) =>
  ({ ...about, type: 'report', report: scored(iteration, 0.5) }) as const;
const stopped = { ...about, type: 'stopped', reason: 'too bad' } as const;

describe('advanced()', () => {
  test('begins with the number of the trial, counted from 1', () => {
    expect(standingAfter(begun)).toEqual({ number: 3, trial, state: 'running' });
  });

  test('keeps the last score', () => {
    expect(standingAfter(begun, reported(10), reported(20))).toMatchObject({
      state: 'running',
      score: { iteration: 20 },
    });
  });

  test('tells how the trial has ended', () => {
    expect(standingAfter(begun, reported(100), { ...about, type: 'finished' })?.state).toBe(
      'finished',
    );
    expect(standingAfter(begun, reported(10), stopped)).toMatchObject({
      state: 'stopped',
      reason: 'too bad',
    });
    const failed = { ...about, type: 'failed', error: new Error('lost') } as const;
    expect(standingAfter(begun, failed)).toMatchObject({ state: 'failed', reason: 'lost' });
  });

  test('takes a trial that is stopped at its last iteration for finished', () => {
    expect(standingAfter(begun, reported(100), stopped)?.state).toBe('finished');
  });
});

describe('ranked()', () => {
  const standing = (number: number, state: Standing['state'], value?: number): Standing => ({
    number,
    state,
    trial: { ...trial, activation: tanh },
    ...(value !== undefined && { score: scored(10, value) }),
  });
  const numbers = (standings: readonly Standing[], mode: 'min' | 'max') =>
    ranked(standings, mode).map(({ number }) => number);

  test('puts the lowest value first for min, the highest for max, and keeps the order of equals', () => {
    const finished = [0.5, 0.2, 0.9, 0.2].map((value, i) => standing(i, 'finished', value));
    expect(numbers(finished, 'min')).toEqual([1, 3, 0, 2]);
    expect(numbers(finished, 'max')).toEqual([2, 0, 1, 3]);
  });

  test('puts finished trials before those with fewer iterations, and failed ones last', () => {
    const all = [
      standing(0, 'failed', 0.01),
      standing(1, 'stopped', 0.2),
      standing(2, 'finished', 0.9),
      standing(3, 'running', 0.1),
      standing(4, 'running'),
    ];
    expect(numbers(all, 'min')).toEqual([2, 3, 1, 4, 0]);
  });

  test('puts values that are not numbers behind the others', () => {
    const all = [standing(0, 'finished', Number.NaN), standing(1, 'finished', 9)];
    expect(numbers(all, 'min')).toEqual([1, 0]);
    expect(numbers(all, 'max')).toEqual([1, 0]);
  });
});
