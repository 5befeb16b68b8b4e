import { gradientDescent, type RunState } from 'gradstream';
import {
  closeLoop,
  drawBatches,
  iterate,
  propagateBackward,
  propagateForward,
  saveEvery,
  updateParameters,
} from 'gradstream/streams';
import { lastValueFrom, map, of, pipe, tap, throwError, toArray } from 'rxjs';
import { expect, test } from 'vitest';
import { marbles } from '../marbles.js';
import { bitsOf, recordAt, tinyData, tinyNetwork } from './tinyRun.js';

const steps = Object.fromEntries('abcdef'.split('').map((letter, i) => [letter, recordAt(i)]));
const saved = Object.fromEntries(
  [1, 2, 3, 4, 5, 6].map((iteration) => [String(iteration), { iteration }]),
);

test(
  'saveEvery() saves every n-th step and the last one',
  marbles((m) => {
    const step$ = m.hot(' -a--b--c--d--e-|', steps);
    const save = () => m.cold('   -|');

    m.expect(step$.pipe(saveEvery(2, save))).toBeObservable('-----2-----4----(5|)', saved);
    m.expect(step$).toHaveSubscriptions('^--------------!');
  }),
);

test(
  'saveEvery() makes up for a save that was due while another one was on its way',
  marbles((m) => {
    const step$ = m.hot(' -a-b-c-d-e-f-|', steps);
    const save = () => m.cold(' ----|');
    //                            b....  d is due at 7, taken is e at 9
    m.expect(step$.pipe(saveEvery(2, save))).toBeObservable('-------2-----5---(6|)', saved);
  }),
);

test(
  'saveEvery() does not save the last step twice',
  marbles((m) => {
    const step$ = m.hot(' -a-b|', steps);
    const save = () => m.cold(' -|');
    m.expect(step$.pipe(saveEvery(2, save))).toBeObservable('----(2|)', saved);
  }),
);

test(
  'saveEvery() saves when it is asked, once there is a step',
  marbles((m) => {
    const step$ = m.hot(' ---a--b--|', steps);
    const now$ = m.hot('  -x--x-----', {});
    const save = () => m.cold(' -|');
    const saved$ = step$.pipe(saveEvery(9, save, { now$ }));
    m.expect(saved$).toBeObservable('-----1----(2|)', saved);
    m.expect(now$).toHaveSubscriptions('^--------!');
  }),
);

test(
  'saveEvery() tells of a save that failed, and goes on',
  marbles((m) => {
    const step$ = m.hot(' -a-b-|', steps);
    const save = ({ iteration }: RunState) =>
      iteration === 1 ? throwError(() => 'no room') : of('saved');
    m.expect(step$.pipe(saveEvery(1, save))).toBeObservable('-a-b-|', {
      a: { iteration: 1, error: 'no room' },
      b: { iteration: 2 },
    });
  }),
);

test(
  'saveEvery() fails with the source, and lets a save on its way go',
  marbles((m) => {
    const step$ = m.hot(' -a-#', steps);
    const save = m.cold('  ----|');
    m.expect(step$.pipe(saveEvery(1, () => save))).toBeObservable('---#');
    m.expect(save).toHaveSubscriptions(' -^-!');
  }),
);

test(
  'saveEvery() saves nothing where there was no step',
  marbles((m) => {
    const step$ = m.hot(' --|', steps);
    m.expect(step$.pipe(saveEvery(1, () => of(0)))).toBeObservable('--|');
  }),
);

test('saveEvery() hands over states that stay as they are while the run goes on', async () => {
  const states: RunState[] = [];
  const seen: string[][] = [];
  const phases = pipe(
    propagateForward(),
    propagateBackward(),
    updateParameters(gradientDescent(0.1)),
  );
  const run$ = iterate({ count: 4 }).pipe(
    drawBatches(tinyData()),
    closeLoop(tinyNetwork(), phases),
    tap(({ network }) => seen.push(bitsOf(network))),
    saveEvery(1, (state) => of(states.push(state))),
    map(({ iteration }) => iteration),
    toArray(),
  );
  expect(await lastValueFrom(run$)).toEqual([1, 2, 3, 4]);
  expect(states.map(({ learner }) => bitsOf(learner.network))).toEqual(seen);
});

test.each([0, 1.5, Number.NaN])('saveEvery(%d) is refused at the call', (n) => {
  expect(() => saveEvery(n, () => of(0))).toThrow(
    new RangeError(`A state is saved every n iterations, 1 or more; found ${n}`),
  );
});
