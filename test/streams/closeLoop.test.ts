import { matrix, type Network, ShapeError } from 'gradstream';
import {
  type Batch,
  closeLoop,
  drawBatches,
  type Iteration,
  iterate,
  type WithNetwork,
} from 'gradstream/streams';
import {
  delay,
  ignoreElements,
  lastValueFrom,
  map,
  mergeMap,
  NEVER,
  type OperatorFunction,
  of,
  pipe,
  queueScheduler,
  Subject,
  take,
  tap,
  toArray,
} from 'rxjs';
import { describe, expect, test } from 'vitest';
import { marbles } from '../marbles.js';
import {
  bitsOf,
  openRun,
  recordAt,
  type Trained,
  tinyData,
  tinyNetwork,
  trainInLoop,
  trainingPhases,
} from './tinyRun.js';

const data = tinyData();
const network = tinyNetwork();

/** A loop of which the phases may be anything that ends in a step. */
const loopOf = (phases: OperatorFunction<Batch & WithNetwork, Trained>) =>
  closeLoop<Batch, Trained>(network, phases);

/** A record whose turn writes down what happens to it. */
function watched(index: number, log: string[]): Trained {
  const run = {
    ...openRun,
    claim: (i: number) => void log.push(`claim ${i}`),
    release: () => void log.push('release'),
  };
  return { ...recordAt(index), run };
}

const indexOf = map(({ index }: Iteration) => index);
const letters = { a: 0, b: 1, c: 2 };

describe('closeLoop() hands the network', () => {
  test('from each step to the next batch', async () => {
    const before: string[][] = [];
    const after: string[][] = [];
    const run$ = iterate({ count: 3 }).pipe(
      drawBatches(data),
      loopOf(
        pipe(
          tap((batch) => before.push(bitsOf(batch.network))),
          trainingPhases(),
          tap((step) => after.push(bitsOf(step.network))),
        ),
      ),
    );
    await lastValueFrom(run$);
    expect(before).toEqual([bitsOf(network), after[0], after[1]]);
  });

  test('that a phase puts in its place to the next batch', async () => {
    const other = tinyNetwork({ seed: 9 });
    const given: Network[] = [];
    const run$ = iterate({ count: 2 }).pipe(
      drawBatches(data),
      loopOf(
        pipe(
          tap((batch) => given.push(batch.network)),
          trainingPhases(),
          map((step) => ({ ...step, network: other })),
        ),
      ),
    );
    await lastValueFrom(run$);
    expect(given[1]).toBe(other);
  });

  test('over as a copy, and leaves the given one as it is', async () => {
    const before = bitsOf(network);
    await lastValueFrom(iterate({ count: 3 }).pipe(drawBatches(data), loopOf(trainingPhases())));
    expect(bitsOf(network)).toEqual(before);
  });
});

describe('closeLoop() claims the turn of a batch', () => {
  test('until its step has been passed on', () => {
    const log: string[] = [];
    of(watched(0, log), watched(1, log))
      .pipe(loopOf(trainingPhases()))
      .subscribe(({ index }) => log.push(`step ${index}`));
    expect(log).toEqual(['claim 0', 'step 0', 'release', 'claim 1', 'step 1', 'release']);
  });

  test('and gives it back when a phase throws', () => {
    const log: string[] = [];
    const fail = () => {
      throw new Error('the phase failed');
    };
    of(watched(0, log))
      .pipe(loopOf(pipe(trainingPhases(), tap(fail))))
      .subscribe({ error: (error: Error) => log.push(error.message) });
    expect(log).toEqual(['claim 0', 'the phase failed', 'release']);
  });

  test('and gives it back when unsubscribed while the step is on its way', () => {
    const log: string[] = [];
    of(watched(0, log))
      .pipe(
        loopOf(
          pipe(
            trainingPhases(),
            mergeMap(() => NEVER),
          ),
        ),
      )
      .subscribe()
      .unsubscribe();
    expect(log).toEqual(['claim 0', 'release']);
  });

  test('and gives it back once when unsubscribed inside next', () => {
    const log: string[] = [];
    of(watched(0, log), watched(1, log)).pipe(loopOf(trainingPhases()), take(1)).subscribe();
    expect(log).toEqual(['claim 0', 'release']);
  });

  test('and gives it back when unsubscribed inside a phase', () => {
    const log: string[] = [];
    const batch$ = new Subject<Batch>();
    const running = batch$
      .pipe(
        loopOf(
          pipe(
            tap(() => running.unsubscribe()),
            trainingPhases(),
          ),
        ),
      )
      .subscribe(() => log.push('step'));
    batch$.next(watched(0, log));
    expect(log).toEqual(['claim 0', 'release']);
  });

  test('and gives it back when the phases complete without a step', () => {
    const log: string[] = [];
    of(watched(0, log))
      .pipe(loopOf(pipe(trainingPhases(), ignoreElements())))
      .subscribe();
    expect(log).toEqual(['claim 0', 'release']);
  });
});

describe('closeLoop() ends', () => {
  test(
    'with the step in flight when the source completes before it',
    marbles((m) => {
      const source$ = m.cold('a|', { a: recordAt(0) });
      const subscription = '  ^!';
      const expected = '      ---(a|)';
      const run$ = source$.pipe(loopOf(pipe(trainingPhases(), delay(3))), indexOf);
      m.expect(run$).toBeObservable(expected, letters);
      m.expect(source$).toHaveSubscriptions(subscription);
    }),
  );

  test(
    'when the phases end early, and lets go of the source',
    marbles((m) => {
      const source$ = m.cold('a--b--c--', { a: recordAt(0), b: recordAt(1), c: recordAt(2) });
      const subscription = '  ^--!';
      const expected = '      a--(b|)';
      const run$ = source$.pipe(loopOf(pipe(trainingPhases(), take(2))), indexOf);
      m.expect(run$).toBeObservable(expected, letters);
      m.expect(source$).toHaveSubscriptions(subscription);
    }),
  );

  test(
    'with the step in flight when the phases end early',
    marbles((m) => {
      const run$ = iterate({ scheduler: m.scheduler }).pipe(
        drawBatches(data),
        loopOf(pipe(take(2), trainingPhases(), delay(3))),
        indexOf,
      );
      m.expect(run$).toBeObservable('---a--(b|)', letters);
    }),
  );
});

test('closeLoop() fails with the error of a phase', async () => {
  const narrow = { X: matrix([[1, 2, 3]]), Y: matrix([[0, 1, 0]]) };
  const run$ = iterate({ count: 2 }).pipe(drawBatches(narrow), loopOf(trainingPhases()));
  await expect(lastValueFrom(run$)).rejects.toThrow(ShapeError);
});

describe('closeLoop() refuses', () => {
  test(
    'a batch whose turn is over, because an asynchronous operator held it up',
    marbles((m) => {
      const run$ = iterate({ count: 3, scheduler: m.scheduler }).pipe(
        drawBatches(data),
        delay(2),
        loopOf(trainingPhases()),
      );
      m.expect(run$).toBeObservable(
        '--#',
        {},
        new Error(
          'Iteration 0 reached closeLoop() after its turn: an asynchronous operator stands between ' +
            'iterate() and closeLoop(). Move it into the phases of closeLoop(), where the source ' +
            'waits for it',
        ),
      );
    }),
  );

  test(
    'a second batch of an iteration while the first is in the phases',
    marbles((m) => {
      const run$ = iterate({ scheduler: m.scheduler }).pipe(
        drawBatches(data),
        mergeMap((batch) => [batch, batch]),
        loopOf(pipe(trainingPhases(), delay(2))),
      );
      m.expect(run$).toBeObservable(
        '#',
        {},
        new Error(
          'Iteration 0 reached closeLoop() while iteration 0 is in its phases: an operator between ' +
            'iterate() and closeLoop() emits more than one batch for an iteration',
        ),
      );
    }),
  );
});

test('closeLoop() takes two batches of an iteration one after another', async () => {
  const run$ = iterate({ count: 2 }).pipe(
    drawBatches(data),
    mergeMap((batch) => [batch, batch]),
    loopOf(trainingPhases()),
    map(({ cost }) => cost),
    toArray(),
  );
  expect(await lastValueFrom(run$)).toEqual(trainInLoop(network, data, 4).costs);
});

test(
  'closeLoop() may follow another loop whose phases are asynchronous',
  marbles((m) => {
    const slow = () => loopOf(pipe(trainingPhases(), delay(2)));
    const run$ = iterate({ count: 2, scheduler: m.scheduler }).pipe(
      drawBatches(data),
      slow(),
      slow(),
      indexOf,
    );
    m.expect(run$).toBeObservable('----a---(b|)', letters);
  }),
);

describe('closeLoop() on a scheduler that waits for nothing', () => {
  /** A run whose phases end when the test says so, with a log of what happens. */
  function heldRun(count = Infinity) {
    const end$ = new Subject<void>();
    const log: string[] = [];
    const held = mergeMap((step: Trained) =>
      end$.pipe(
        take(1),
        map(() => step),
      ),
    );
    const run$ = iterate({ count, scheduler: queueScheduler }).pipe(
      tap(({ index }) => log.push(`draw ${index}`)),
      drawBatches(data),
      loopOf(pipe(trainingPhases(), held)),
      tap(({ index }) => log.push(`step ${index}`)),
    );
    return { end$, run$, log };
  }

  test('goes on after each step of an asynchronous phase', () => {
    const { end$, run$ } = heldRun(3);
    const costs: number[] = [];
    run$.subscribe(({ cost }) => costs.push(cost));
    for (let i = 0; i < 3; i++) end$.next();
    expect(costs).toEqual(trainInLoop(network, data, 3).costs);
  });

  test('passes a step on before the next iteration is drawn', () => {
    const { end$, run$, log } = heldRun(2);
    run$.subscribe();
    end$.next();
    end$.next();
    expect(log).toEqual(['draw 0', 'step 0', 'draw 1', 'step 1']);
  });

  test('draws nothing more when unsubscribed inside next', () => {
    const { end$, run$, log } = heldRun();
    run$.pipe(take(2)).subscribe();
    end$.next();
    end$.next();
    expect(log).toEqual(['draw 0', 'step 0', 'draw 1', 'step 1']);
  });
});
