import { type Applied, type Command, type Iteration, iterate, obey } from 'gradstream/streams';
import {
  concatMap,
  delay,
  lastValueFrom,
  map,
  type Observable,
  of,
  ReplaySubject,
  type SchedulerLike,
  tap,
  throwError,
  toArray,
} from 'rxjs';
import { describe, expect, test } from 'vitest';
import { marbles } from '../marbles.js';

const indices = { a: 0, b: 1, c: 2, d: 3, e: 4 };

const commands: Record<string, Command> = {
  p: { type: 'pause' },
  q: { type: 'pause', at: 2 },
  r: { type: 'resume' },
  t: { type: 'step', count: 2 },
  x: { type: 'stop' },
  l: { type: 'learningRate', value: 0.5 },
  n: { type: 'learningRate', value: null },
  e: { type: 'evaluate' },
};

/** Iterations that take `ms` each, in a phase that is asynchronous. */
const slow = (ms: number, scheduler: SchedulerLike) =>
  concatMap((iteration: Iteration) => {
    iteration.run.claim(iteration.index);
    return of(iteration).pipe(
      delay(ms, scheduler),
      map((done) => {
        done.run.release();
        return done.index;
      }),
    );
  });

/** A run of iterations of 3 ms that obeys, and what it says of commands. */
function obedient(scheduler: SchedulerLike, command$: Observable<Command>, count = 4) {
  const applied$ = new ReplaySubject<Applied>();
  const run$ = iterate({ count, scheduler }).pipe(obey(command$, applied$), slow(3, scheduler));
  return {
    run$,
    told$: applied$.pipe(map(({ command, iteration }) => `${command.type} ${iteration}`)),
  };
}

describe('obey()', () => {
  test(
    'holds the next iteration back from pause to resume, around an asynchronous phase',
    marbles((m) => {
      const command$ = m.hot('     ----p-----r', commands);
      const { run$, told$ } = obedient(m.scheduler, command$);
      m.expect(run$).toBeObservable('  ---a--b------c--(d|)', indices);
      //   told at the boundary, 6, not in the middle of iteration 1, 4
      m.expect(told$).toBeObservable(' ------p---r', { p: 'pause 2', r: 'resume 2' });
    }),
  );

  test(
    'does so many steps, then pauses',
    marbles((m) => {
      const command$ = m.hot('     (pt)------r', commands);
      const { run$ } = obedient(m.scheduler, command$);
      m.expect(run$).toBeObservable('  ---a--b------c--(d|)', indices);
    }),
  );

  test(
    'steps from a pause',
    marbles((m) => {
      const command$ = m.hot('     -p---t------r', commands);
      const { run$ } = obedient(m.scheduler, command$);
      m.expect(run$).toBeObservable('  ---a----b--c---(d|)', indices);
    }),
  );

  test(
    'ends the run behind the step in flight with stop',
    marbles((m) => {
      const command$ = m.hot('     ----x-----', commands);
      const { run$, told$ } = obedient(m.scheduler, command$);
      m.expect(run$).toBeObservable('  ---a--(b|)', indices);
      m.expect(told$).toBeObservable(' ------x', { x: 'stop 2' });
    }),
  );

  test(
    'ends a paused run with stop, at once',
    marbles((m) => {
      const command$ = m.hot('     -p-----x', commands);
      const { run$ } = obedient(m.scheduler, command$);
      m.expect(run$).toBeObservable('  ---a---|', indices);
    }),
  );

  test(
    'leaves an endless run alone when the commands complete',
    marbles((m) => {
      const command$ = m.cold('    |', commands);
      const { run$ } = obedient(m.scheduler, command$, 2);
      m.expect(run$).toBeObservable('  ---a--(b|)', indices);
    }),
  );

  test(
    'goes on when its commands complete in a pause, and pauses no more',
    marbles((m) => {
      const command$ = m.cold('    (pq)---|', commands);
      const { run$ } = obedient(m.scheduler, command$);
      m.expect(run$).toBeObservable('  ----------a--b--c--(d|)', indices);
    }),
  );

  test(
    'lets go of source and commands when it is unsubscribed',
    marbles((m) => {
      const command$ = m.hot('     -p----', commands);
      const { run$ } = obedient(m.scheduler, command$);
      const unsubscription = '     ^----!';
      m.expect(run$, unsubscription).toBeObservable('---a--', indices);
      m.expect(command$).toHaveSubscriptions(['^----!']);
    }),
  );

  test(
    'leaves pauses out of the seconds of the run',
    marbles((m) => {
      const command$ = m.hot('     -p----------r', commands);
      const seconds$ = iterate({ count: 2, scheduler: m.scheduler }).pipe(
        obey(command$),
        map(({ run }) => run.seconds),
      );
      m.expect(seconds$).toBeObservable('(ab|)', { a: 0, b: 0 });
      const held$ = iterate({ count: 2, scheduler: m.scheduler }).pipe(
        obey(command$),
        tap((iteration) => {
          iteration.run.claim(iteration.index);
          m.scheduler.schedule(() => iteration.run.release(), 3);
        }),
        map(({ run }) => run.seconds),
      );
      m.expect(held$).toBeObservable('a-----------b--|', { a: 0, b: 0.003 });
    }),
  );

  test(
    'fails with its commands',
    marbles((m) => {
      const command$ = m.hot<Command>('-#');
      const { run$ } = obedient(m.scheduler, command$);
      m.expect(run$).toBeObservable('-#');
    }),
  );
});

/** What is told about commands that are there from the beginning, in a run of `count` iterations. */
async function told(count: number, ...given: Command[]): Promise<Applied[]> {
  const applied: Applied[] = [];
  const run$ = iterate({ count }).pipe(obey(of(...given), { next: (one) => applied.push(one) }));
  await lastValueFrom(run$, { defaultValue: undefined });
  return applied;
}

test('obey() applies a command before the iteration that it names', async () => {
  const rate: Command = { type: 'learningRate', value: 0.5, at: 2, id: 'k' };
  expect(await told(4, rate)).toEqual([{ command: rate, iteration: 2 }]);
});

test('obey() sets the learning rate from an iteration on, and gives it back', async () => {
  const given: Command[] = [
    { type: 'learningRate', value: 0.5, at: 1 },
    { type: 'learningRate', value: null, at: 3 },
  ];
  const rate$ = iterate({ count: 4 }).pipe(
    obey(of(...given)),
    map(({ run }) => run.inputs.learningRate),
    toArray(),
  );
  const set = { value: 0.5, since: 1 };
  expect(await lastValueFrom(rate$)).toEqual([undefined, set, set, undefined]);
});

test('obey() sets an input of schedules from an iteration on, and takes it back', async () => {
  const given: Command[] = [
    { type: 'input', name: 'slider', value: 0.5, at: 1 },
    { type: 'input', name: 'slider', value: null, at: 2 },
  ];
  const seen$ = iterate({ count: 3 }).pipe(
    obey(of(...given)),
    map(({ run }) => run.inputs.slider),
    toArray(),
  );
  const set = { value: 0.5, since: 1 };
  expect(await lastValueFrom(seen$)).toEqual([undefined, set, undefined]);
});

test('obey() tells back what came too late', async () => {
  const late: Command = { type: 'evaluate', at: 7 };
  expect(await told(3, late)).toEqual([
    { command: late, iteration: 2, refused: 'the run has ended' },
  ]);
});

test('obey() tells back what came behind a stop', async () => {
  const given: Command[] = [{ type: 'stop' }, { type: 'save' }];
  expect(await told(3, ...given)).toEqual([
    { command: given[0], iteration: 0 },
    { command: given[1], iteration: 0, refused: 'the run has been stopped' },
  ]);
});

test.each([
  [{ type: 'step', count: 0 }, 'a step is a whole number of iterations, 1 or more; found 0'],
  [{ type: 'step', count: 1.5 }, 'a step is a whole number of iterations, 1 or more; found 1.5'],
  [
    { type: 'learningRate', value: Number.NaN },
    'a learning rate is a positive finite number, or null; found NaN',
  ],
  [
    { type: 'learningRate', value: Infinity },
    'a learning rate is a positive finite number, or null; found Infinity',
  ],
  [
    { type: 'input', name: 'slider', value: Infinity },
    'an input is a finite number, 0 or more, or null; found Infinity',
  ],
  [
    { type: 'input', name: 'slider', value: -1 },
    'an input is a finite number, 0 or more, or null; found -1',
  ],
  [{ type: 'input', name: '__proto__', value: 1 }, 'no schedule reads an input called "__proto__"'],
  [{ type: 'pause', at: -1 }, 'an iteration is a whole number, 0 or more; found -1'],
] as const)('obey() refuses %j', async (command, refused) => {
  expect(await told(1, command)).toEqual([{ command, iteration: 0, refused }]);
});

test('obey() ends a run with what the observer of applied commands throws', async () => {
  const run$ = iterate({ count: 2 }).pipe(
    obey(of<Command>({ type: 'evaluate' }), {
      next() {
        throw new Error('no room for the journal');
      },
    }),
  );
  await expect(lastValueFrom(run$)).rejects.toThrow('no room for the journal');
});

test('obey() fails with its source', async () => {
  const run$ = throwError(() => new Error('no more')).pipe(obey(of()));
  await expect(lastValueFrom(run$)).rejects.toThrow('no more');
});
