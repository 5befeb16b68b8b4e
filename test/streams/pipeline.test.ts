import { gradientDescent } from 'gradstream';
import {
  type Batch,
  closeLoop,
  computeCost,
  drawBatches,
  every,
  type Iteration,
  iterate,
  propagateBackward,
  propagateForward,
  reportEvery,
  timeSlices,
  updateParameters,
} from 'gradstream/streams';
import {
  concatMap,
  delay,
  finalize,
  forkJoin,
  ignoreElements,
  last,
  lastValueFrom,
  type MonoTypeOperatorFunction,
  map,
  type Observable,
  type OperatorFunction,
  observeOn,
  pipe,
  type SchedulerLike,
  share,
  take,
  tap,
  toArray,
} from 'rxjs';
import { describe, expect, test } from 'vitest';
import { marbles } from '../marbles.js';
import {
  bitsOf,
  LEARNING_RATE,
  type Trained,
  tinyData,
  tinyNetwork,
  trainInLoop,
  trainingPhases,
} from './tinyRun.js';

const data = tinyData();
const network = tinyNetwork();
const optimizer = gradientDescent(LEARNING_RATE);

const indexOf = map(({ index }: Iteration) => index);
const letters = { a: 0, b: 1, c: 2 };

/** A place where an operator of the test may stand. */
type Insert = <R extends Iteration>() => MonoTypeOperatorFunction<R>;

/** The whole pipeline, with something inserted at each place inside the loop. */
const placesInLoop: Record<string, (insert: Insert) => OperatorFunction<Iteration, Trained>> = {
  'drawBatches() inside the loop': (insert) =>
    closeLoop(network, pipe(drawBatches(data), insert(), trainingPhases(optimizer))),
  'propagateForward()': (insert) =>
    pipe(
      drawBatches(data),
      closeLoop(
        network,
        pipe(
          propagateForward(),
          insert(),
          computeCost(),
          propagateBackward(),
          updateParameters(optimizer),
        ),
      ),
    ),
  'computeCost()': (insert) =>
    pipe(
      drawBatches(data),
      closeLoop(
        network,
        pipe(
          propagateForward(),
          computeCost(),
          insert(),
          propagateBackward(),
          updateParameters(optimizer),
        ),
      ),
    ),
  'propagateBackward()': (insert) =>
    pipe(
      drawBatches(data),
      closeLoop(
        network,
        pipe(
          propagateForward(),
          computeCost(),
          propagateBackward(),
          insert(),
          updateParameters(optimizer),
        ),
      ),
    ),
  'updateParameters()': (insert) =>
    pipe(drawBatches(data), closeLoop(network, pipe(trainingPhases(optimizer), insert()))),
};

const places = Object.entries(placesInLoop).map(([place, pipelineWith]) => ({
  place,
  pipelineWith,
}));

/** A run with a slow phase, so that it takes its time on a virtual clock: a step each 2 ms. */
function slowRun(scheduler: SchedulerLike, count = Infinity) {
  return iterate({ count, scheduler }).pipe(
    drawBatches(data),
    closeLoop(network, pipe(trainingPhases(), delay(2))),
  );
}

test('a pipeline runs the phases of an iteration one after another, then draws the next', async () => {
  const log: string[] = [];
  const note = <R extends Iteration>(phase: string) =>
    tap<R>(({ index }) => log.push(`${phase} ${index}`));
  const run$ = iterate({ count: 2 }).pipe(
    note('draw'),
    drawBatches(data),
    note('batch'),
    closeLoop(
      network,
      pipe(
        propagateForward(),
        note('forward'),
        computeCost(),
        note('cost'),
        propagateBackward(),
        note('backward'),
        updateParameters(optimizer),
        note('update'),
      ),
    ),
    note('step'),
  );
  await lastValueFrom(run$);
  const phases = ['draw', 'batch', 'forward', 'cost', 'backward', 'update', 'step'];
  expect(log).toEqual([0, 1].flatMap((index) => phases.map((phase) => `${phase} ${index}`)));
});

test(
  'a pipeline completes after its last step',
  marbles((m) => {
    m.expect(slowRun(m.scheduler, 3).pipe(indexOf)).toBeObservable('--a-b-(c|)', letters);
  }),
);

describe.each(places)('an error in the phase after $place', ({ pipelineWith }) => {
  const failAtSecond: Insert = () =>
    tap(({ index }) => {
      if (index === 1) throw new Error('the phase failed');
    });

  test(
    'travels down, and the source stops',
    marbles((m) => {
      let drawn = 0;
      const run$ = iterate({ scheduler: m.scheduler }).pipe(
        tap(() => drawn++),
        pipelineWith(failAtSecond),
        indexOf,
      );
      m.expect(run$).toBeObservable('(a#)', letters, new Error('the phase failed'));
      m.flush();
      expect(drawn).toBe(2);
    }),
  );
});

test(
  'a pipeline stops drawing, training and waiting when unsubscribed in mid-run',
  marbles((m) => {
    const log: string[] = [];
    const run$ = iterate({ scheduler: m.scheduler }).pipe(
      tap(({ index }) => log.push(`draw ${index}`)),
      finalize(() => log.push(`stop at ${m.scheduler.now()}`)),
      drawBatches(data),
      closeLoop(
        network,
        pipe(
          propagateForward(),
          computeCost(),
          delay(2),
          propagateBackward(),
          updateParameters(optimizer),
          tap(({ index }) => log.push(`update ${index}`)),
        ),
      ),
      indexOf,
    );
    const unsubscription = '  ^--!';
    m.expect(run$, unsubscription).toBeObservable('--a', letters);
    m.flush();
    expect(log).toEqual(['draw 0', 'update 0', 'draw 1', 'stop at 3']);
  }),
);

describe.each(places)('a slow phase after $place', ({ pipelineWith }) => {
  const slow: Insert = () => delay(3);

  test(
    'delays each iteration, and the next is drawn after it',
    marbles((m) => {
      const run$ = iterate({ count: 3, scheduler: m.scheduler }).pipe(pipelineWith(slow));
      m.expect(run$.pipe(indexOf)).toBeObservable('---a--b--(c|)', letters);
    }),
  );

  test(
    'never lets more than one iteration be drawn ahead of the steps',
    marbles((m) => {
      let ahead = 0;
      let mostAhead = 0;
      const run$ = iterate({ count: 20, scheduler: m.scheduler }).pipe(
        tap(() => {
          mostAhead = Math.max(mostAhead, ++ahead);
        }),
        pipelineWith(slow),
        tap(() => ahead--),
        ignoreElements(),
      );
      m.expect(run$).toBeObservable('60ms |');
      m.flush();
      expect(mostAhead).toBe(1);
    }),
  );

  test(
    'changes nothing in the numbers',
    marbles((m) => {
      const run$ = iterate({ count: 20, scheduler: m.scheduler }).pipe(
        pipelineWith(slow),
        last(),
        map((step) => bitsOf(step.network)),
      );
      const expected = trainInLoop(network, data, 20).network;
      m.expect(run$).toBeObservable('60ms (a|)', { a: bitsOf(expected) });
    }),
  );

  test('may be a promise', async () => {
    const run$ = iterate({ count: 20 }).pipe(
      pipelineWith(() => concatMap(async (record) => record)),
    );
    const { network: trained } = await lastValueFrom(run$);
    expect(bitsOf(trained)).toEqual(bitsOf(trainInLoop(network, data, 20).network));
  });
});

test('a pipeline in time slices runs as many steps in a slice as fit into the budget', () => {
  let time = 0;
  const slices: (() => void)[] = [];
  const scheduler = timeSlices({
    budgetMs: 8,
    now: () => time,
    handOver: (slice) => void slices.push(slice),
  });
  const stepsPerSlice: number[] = [];
  let steps = 0;
  iterate({ count: 7, scheduler })
    .pipe(drawBatches(data), closeLoop(network, trainingPhases()))
    .subscribe(() => {
      steps++;
      time += 3;
    });
  while (slices.length > 0) {
    steps = 0;
    slices.shift()?.();
    stepsPerSlice.push(steps);
  }
  expect(stepsPerSlice).toEqual([2, 2, 2, 1]);
});

test('a pipeline whose phase moves to the next slice with observeOn() draws on the same slices', async () => {
  const scheduler = timeSlices();
  const run$ = iterate({ count: 5, scheduler }).pipe(
    drawBatches(data),
    closeLoop(
      network,
      pipe(
        propagateForward(),
        computeCost(),
        observeOn(scheduler),
        propagateBackward(),
        updateParameters(optimizer),
      ),
    ),
  );
  const { network: trained } = await lastValueFrom(run$);
  expect(bitsOf(trained)).toEqual(bitsOf(trainInLoop(network, data, 5).network));
});

test(
  'a pipeline reports on every n-th iteration with the time it took',
  marbles((m) => {
    const report$ = slowRun(m.scheduler, 5).pipe(
      reportEvery(2, { train: data, test: data, scheduler: m.scheduler }),
      map(({ iteration, elapsedMs, iterationsPerSecond, cost }) => ({
        iteration,
        elapsedMs,
        iterationsPerSecond,
        cost,
      })),
    );
    const { costs } = trainInLoop(network, data, 5);
    m.expect(report$).toBeObservable('----r---s-|', {
      r: { iteration: 2, elapsedMs: 4, iterationsPerSecond: 500, cost: costs[1] },
      s: { iteration: 4, elapsedMs: 8, iterationsPerSecond: 500, cost: costs[3] },
    });
  }),
);

test('a pipeline goes through a small last batch in each epoch', async () => {
  const run$ = iterate({ count: 6 }).pipe(
    drawBatches(data, { batchSize: 2 }),
    closeLoop(network, trainingPhases()),
    map(({ X, AL, Y }) => [X.cols, AL.cols, Y.cols]),
    toArray(),
  );
  const sizes = await lastValueFrom(run$);
  expect(sizes).toEqual([2, 2, 1, 2, 2, 1].map((m) => [m, m, m]));
});

test('a pipeline counts epochs through the loop', async () => {
  const run$ = iterate({ count: 6 }).pipe(
    drawBatches(data, { batchSize: 2 }),
    closeLoop(network, trainingPhases()),
    every(3),
    map(({ index, epoch }) => [index, epoch]),
    toArray(),
  );
  expect(await lastValueFrom(run$)).toEqual([
    [2, 0],
    [5, 1],
  ]);
});

describe('two networks on one shared batch stream', () => {
  const options = { batchSize: 2 };
  const other = tinyNetwork({ seed: 11 });

  /** Batches for several networks, with the number of times they were drawn. */
  function sharedBatches(scheduler: SchedulerLike, count = Infinity) {
    const drawn: number[] = [];
    const batch$ = iterate({ count, scheduler }).pipe(
      tap(({ index }) => drawn.push(index)),
      drawBatches(data, options),
      share(),
    );
    return { batch$, drawn };
  }

  const fast = (of: typeof network) => closeLoop<Batch, Trained>(of, trainingPhases());
  const slow = (of: typeof network) =>
    closeLoop<Batch, Trained>(of, pipe(trainingPhases(), delay(3)));
  const bitsAtEnd = (step$: Observable<Trained>) =>
    step$.pipe(
      last(),
      map((step) => bitsOf(step.network)),
    );

  test.each([
    { kinds: 'both at once', loops: [fast, fast] },
    { kinds: 'the first slow', loops: [slow, fast] },
    { kinds: 'the second slow', loops: [fast, slow] },
    { kinds: 'both slow', loops: [slow, slow] },
  ])('become what each becomes alone: $kinds', ({ loops: [first, second] }) => {
    marbles((m) => {
      const { batch$, drawn } = sharedBatches(m.scheduler, 10);
      const ends$ = forkJoin([
        bitsAtEnd(batch$.pipe(first(network))),
        bitsAtEnd(batch$.pipe(second(other))),
      ]).pipe(
        tap((ends) => {
          expect(ends).toEqual([
            bitsOf(trainInLoop(network, data, 10, options).network),
            bitsOf(trainInLoop(other, data, 10, options).network),
          ]);
        }),
        ignoreElements(),
      );
      const lastFrame = first === fast && second === fast ? '|' : '30ms |';
      m.expect(ends$).toBeObservable(lastFrame);
      m.flush();
      expect(drawn).toHaveLength(10);
    })();
  });

  test(
    'go on when one unsubscribes with its step in flight',
    marbles((m) => {
      const { batch$ } = sharedBatches(m.scheduler, 3);
      const leaving$ = batch$.pipe(slow(network), indexOf);
      const staying$ = batch$.pipe(fast(other), indexOf);
      m.expect(leaving$, '^---!').toBeObservable('---a', letters);
      m.expect(staying$).toBeObservable('       a--b(c|)', letters);
    }),
  );

  test(
    'go on when one unsubscribes inside next',
    marbles((m) => {
      const { batch$ } = sharedBatches(m.scheduler, 3);
      const leaving$ = batch$.pipe(fast(network), take(1), indexOf);
      const staying$ = batch$.pipe(slow(other), indexOf);
      m.expect(leaving$).toBeObservable('(a|)', letters);
      m.expect(staying$).toBeObservable('---a--b--(c|)', letters);
    }),
  );

  test(
    'go on when one fails with its step in flight',
    marbles((m) => {
      const { batch$ } = sharedBatches(m.scheduler, 3);
      const failing$ = batch$.pipe(
        closeLoop(
          network,
          pipe(
            propagateForward(),
            delay(2),
            tap(() => {
              throw new Error('the phase failed');
            }),
            propagateBackward(),
            updateParameters(optimizer),
          ),
        ),
        indexOf,
      );
      const staying$ = batch$.pipe(fast(other), indexOf);
      m.expect(failing$).toBeObservable('--#', {}, new Error('the phase failed'));
      m.expect(staying$).toBeObservable('a-(bc|)', letters);
    }),
  );

  test(
    'go on when one fails at once',
    marbles((m) => {
      const { batch$ } = sharedBatches(m.scheduler, 3);
      const failing$ = batch$.pipe(
        tap(() => {
          throw new Error('the phase failed');
        }),
        fast(network),
        indexOf,
      );
      const staying$ = batch$.pipe(slow(other), indexOf);
      m.expect(failing$).toBeObservable('#', {}, new Error('the phase failed'));
      m.expect(staying$).toBeObservable('---a--b--(c|)', letters);
    }),
  );

  test(
    'stop the source when both have gone',
    marbles((m) => {
      const { batch$, drawn } = sharedBatches(m.scheduler);
      m.expect(batch$.pipe(slow(network), indexOf), '^---!  ').toBeObservable('---a---', letters);
      m.expect(batch$.pipe(slow(other), indexOf), '  ^------!').toBeObservable('---a--b', letters);
      m.flush();
      expect(drawn).toEqual([0, 1, 2]);
    }),
  );

  test(
    'may join one after the other, at the iteration that is next',
    marbles((m) => {
      const { batch$ } = sharedBatches(m.scheduler, 3);
      m.expect(batch$.pipe(slow(network), indexOf)).toBeObservable('---a--b--(c|)', letters);
      m.expect(batch$.pipe(slow(other), indexOf), '--^').toBeObservable('------b--(c|)', letters);
    }),
  );
});
