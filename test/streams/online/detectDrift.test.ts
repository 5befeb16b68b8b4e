import { adwin, type DriftDetector, pageHinkley } from 'gradstream';
import { closeLoop, type DriftEvent, detectDrift, drawBatches, iterate } from 'gradstream/streams';
import { BehaviorSubject, from, lastValueFrom, map, take, toArray } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { marbles } from '../../marbles.js';
import { driftsIn, errors } from '../../online/driftStreams.js';
import { tinyData, tinyNetwork, trainingPhases } from '../tinyRun.js';

interface Last {
  readonly at: number;
  readonly last?: number;
}

type Event = DriftEvent<Last>;

/** Finds that a number is another one than the last. */
const change: DriftDetector<Last> = {
  first: { at: 0 },
  next({ at, last }, value) {
    const memory = { at: at + 1, last: value };
    if (last === undefined || last === value) return { memory };
    return { memory, drift: { type: 'drift', at: at + 1, before: last, after: value } };
  },
};

const numbers = { a: 1, b: 2, c: 3 };
const p: Event = { type: 'drift', at: 3, before: 1, after: 2, memory: { at: 3, last: 2 } };
const q: Event = { type: 'drift', at: 4, before: 2, after: 3, memory: { at: 4, last: 3 } };

describe('detectDrift()', () => {
  test(
    'gives an event with the number that shows the change, and nothing for others',
    marbles((m) => {
      const source$ = m.cold('-a-a-b-c-|', numbers);
      const subscription = '  ^--------!';
      const expected = '      -----p-q-|';
      m.expect(source$.pipe(detectDrift(change))).toBeObservable(expected, { p, q });
      m.expect(source$).toHaveSubscriptions(subscription);
    }),
  );

  test(
    'is silent, ends and fails with its source',
    marbles((m) => {
      m.expect(m.cold<number>('-').pipe(detectDrift(change))).toBeObservable('-');
      m.expect(m.cold<number>('--|').pipe(detectDrift(change))).toBeObservable('--|');
      m.expect(m.cold('-a-#', numbers).pipe(detectDrift(change))).toBeObservable('---#');
    }),
  );

  test(
    'lets go of an endless source when unsubscribed',
    marbles((m) => {
      const source$ = m.cold('-a-a-b-c-a-', numbers);
      const subscription = '  ^----!     ';
      const expected = '      -----(p|)  ';
      m.expect(source$.pipe(detectDrift(change), take(1))).toBeObservable(expected, { p });
      m.expect(source$).toHaveSubscriptions(subscription);
    }),
  );

  test(
    'begins anew with each subscription',
    marbles((m) => {
      const drift$ = m.cold('-a-a-b-|', numbers).pipe(detectDrift(change));
      m.expect(drift$).toBeObservable('-----p-|', { p });
      m.expect(drift$).toBeObservable('-----p-|', { p });
    }),
  );

  test('tells what is remembered before the event of the same number', () => {
    const told: unknown[] = [];
    const memories = { next: (memory: unknown) => told.push(memory) };
    from([1, 2, 2])
      .pipe(detectDrift(change, {}, memories))
      .subscribe(({ at }) => told.push(at));
    expect(told).toEqual([{ at: 1, last: 1 }, { at: 2, last: 2 }, 2, { at: 3, last: 2 }]);
  });

  const stream = errors(1, [600, 0.1], [400, 0.8], [500, 0.3]);

  test('goes on from what was saved with the same events, with adwin()', () =>
    expectSameEvents(adwin(), stream));

  test('goes on from what was saved with the same events, with pageHinkley()', () =>
    expectSameEvents(pageHinkley({ lambda: 20, direction: 'both' }), stream));

  test('equals the fold over a list', async () => {
    const events = await lastValueFrom(from(stream).pipe(detectDrift(adwin()), toArray()));
    const { drifts } = driftsIn(adwin(), stream);
    expect(drifts.length).toBeGreaterThan(1);
    expect(events.map(({ memory: _memory, ...drift }) => drift)).toEqual(drifts);
  });

  test('finds that the costs of a run have fallen', async () => {
    const event = await lastValueFrom(
      iterate().pipe(
        drawBatches(tinyData()),
        closeLoop(tinyNetwork(), trainingPhases()),
        map(({ cost }) => cost),
        detectDrift(adwin()),
        take(1),
      ),
    );
    expect(event.after).toBeLessThan(event.before);
    expect(event.at % 32).toBe(0);
  });
});

async function expectSameEvents<Memory>(
  detector: DriftDetector<Memory>,
  values: readonly number[],
): Promise<void> {
  const whole = await eventsOf(detector, values, detector.first);
  expect(whole.events.length).toBeGreaterThan(1);
  for (const at of [0, 1, 599, 640, 641, 1200]) {
    const begun = await eventsOf(detector, values.slice(0, at), detector.first);
    const saved: Memory = JSON.parse(JSON.stringify(begun.memory));
    const rest = await eventsOf(detector, values.slice(at), saved);
    expect([...begun.events, ...rest.events]).toEqual(whole.events);
    expect(rest.memory).toEqual(whole.memory);
  }
}

/** The events of a list, and what was remembered last. */
async function eventsOf<Memory>(
  detector: DriftDetector<Memory>,
  values: readonly number[],
  before: Memory,
): Promise<{ events: DriftEvent<Memory>[]; memory: Memory }> {
  const memories = new BehaviorSubject(before);
  const event$ = from(values).pipe(detectDrift(detector, { from: before }, memories), toArray());
  return { events: await lastValueFrom(event$), memory: memories.value };
}
