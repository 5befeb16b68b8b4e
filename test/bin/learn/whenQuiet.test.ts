import { map, tap } from 'rxjs';
import { test } from 'vitest';
import { whenQuiet } from '../../../bin/learn/whenQuiet.js';
import { marbles } from '../../marbles.js';

const steps = { a: { index: 0 }, b: { index: 1 } };

test(
  'asks for the last step when nothing has come behind it, and again until it is saved',
  marbles((m) => {
    let asked = 0;
    const step$ = m.hot('a 99ms b 4999ms |', steps);
    // The second time it can be saved.
    const out$ = step$.pipe(
      whenQuiet((index) => index < asked),
      tap(() => asked++),
      map(() => 'x'),
    );
    m.expect(out$).toBeObservable('350ms x 999ms x 3749ms |');
  }),
);

test(
  'asks for nothing while steps come, nor when they have been saved',
  marbles((m) => {
    const step$ = m.hot('a 199ms b 999ms |', steps);
    m.expect(step$.pipe(whenQuiet(() => true))).toBeObservable('1200ms |');
  }),
);
