import { accumulate, gradientDescent, type Optimizer, onPlateau } from 'gradstream';
import {
  type Command,
  closeLoop,
  computeCost,
  drawBatches,
  feed,
  type Iteration,
  iterate,
  obey,
  propagateBackward,
  propagateForward,
  updateParameters,
} from 'gradstream/streams';
import {
  delay,
  identity,
  type MonoTypeOperatorFunction,
  map,
  pipe,
  type SchedulerLike,
  scan,
} from 'rxjs';
import { describe, test } from 'vitest';
import { marbles } from '../marbles.js';
import { bitsOf, tinyData, tinyNetwork } from './tinyRun.js';

/*
 * What comes while an iteration is on its way. One takes 4 ms: 2 between the forward pass and the gradients,
 * and 2 behind the update.
 */

function slowRun(
  scheduler: SchedulerLike,
  optimizer: Optimizer,
  fromOutside: MonoTypeOperatorFunction<Iteration> = identity,
) {
  return iterate({ count: 4, scheduler }).pipe(
    fromOutside,
    drawBatches(tinyData()),
    closeLoop(
      tinyNetwork(),
      pipe(
        propagateForward(),
        computeCost(),
        delay(2, scheduler),
        propagateBackward(),
        updateParameters(optimizer),
        delay(2, scheduler),
      ),
    ),
  );
}

const rate = map(({ learningRate }: { learningRate: number }) => learningRate);

describe('between the phases of an iteration', () => {
  test(
    'a value of a metric comes, and a plateau that it makes holds from the next iteration on',
    marbles((m) => {
      const schedule = onPlateau(0.8, { metric: 'score', patience: 0, factor: 0.5 });
      const score$ = m.hot('     -3---33-------', { 3: 3 });
      const run$ = slowRun(m.scheduler, gradientDescent(schedule), feed({ score: score$ }));
      //   the second 3, at 5, is in the middle of iteration 1; of two in one iteration the last one counts
      m.expect(run$.pipe(rate)).toBeObservable('----a---a---b---(b|)', { a: 0.8, b: 0.4 });
    }),
  );

  test(
    'a command comes, and another rate holds from the next iteration on',
    marbles((m) => {
      const command$ = m.hot<Command>('-----l---n-----', {
        l: { type: 'learningRate', value: 0.25 },
        n: { type: 'learningRate', value: null },
      });
      const run$ = slowRun(m.scheduler, gradientDescent(1), obey(command$));
      m.expect(run$.pipe(rate)).toBeObservable('----a---a---b---(a|)', { a: 1, b: 0.25 });
    }),
  );

  test(
    'a pause comes, and the iteration is finished before it; a rate that is set meanwhile holds behind it',
    marbles((m) => {
      const command$ = m.hot<Command>('-----p------l--r', {
        p: { type: 'pause' },
        l: { type: 'learningRate', value: 0.25 },
        r: { type: 'resume' },
      });
      const run$ = slowRun(m.scheduler, gradientDescent(1), obey(command$));
      m.expect(run$.pipe(rate)).toBeObservable('----a---a----------b---(b|)', { a: 1, b: 0.25 });
    }),
  );

  test(
    'a stop comes, and the run ends behind the iteration',
    marbles((m) => {
      const command$ = m.hot<Command>('-----x', { x: { type: 'stop' } });
      const run$ = slowRun(m.scheduler, gradientDescent(1), obey(command$));
      m.expect(run$.pipe(rate)).toBeObservable('----a---(a|)', { a: 1 });
    }),
  );
});

test(
  'accumulate() takes a step in every n-th iteration, whatever time that takes',
  marbles((m) => {
    const moves$ = slowRun(m.scheduler, accumulate(2, gradientDescent(1))).pipe(
      map(({ network }) => bitsOf(network).join()),
      scan(({ bits }, next) => ({ bits: next, moved: next !== bits }), {
        bits: bitsOf(tinyNetwork()).join(),
        moved: false,
      }),
      map(({ moved }) => moved),
    );
    m.expect(moves$).toBeObservable('----k---s---k---(s|)', {
      k: false,
      s: true,
    });
  }),
);
