import { defer } from 'rxjs';
import { test } from 'vitest';
import { retryForever } from '../../../streams/publishing/retryForever.js';
import { marbles } from '../../marbles.js';

test(
  'retryForever() waits twice as long each time, up to a limit, and completes with the source',
  marbles((m) => {
    const attempts = ['#', '#', '-#', '#', '--a|'];
    const source$ = defer(() => m.cold(attempts.shift() ?? ''));
    const retried$ = source$.pipe(retryForever({ firstMs: 4, mostMs: 10, random: () => 0.5 }));
    // Waits of 3, 6, 7.5 and 7.5 ms, one behind a failure after 1 ms; a comes after 2 ms.
    m.expect(retried$).toBeObservable('27ms a|');
  }),
);

test(
  'retryForever() waits half as long at least',
  marbles((m) => {
    const attempts = ['#', '#', '(a|)'];
    const source$ = defer(() => m.cold(attempts.shift() ?? ''));
    const retried$ = source$.pipe(retryForever({ firstMs: 4, random: () => 0 }));
    m.expect(retried$).toBeObservable('------(a|)');
  }),
);

test(
  'retryForever() stops waiting when nobody listens',
  marbles((m) => {
    const source$ = m.cold('#');
    m.expect(source$.pipe(retryForever({ firstMs: 4, random: () => 0 })), '-!').toBeObservable(
      '--',
    );
    m.expect(source$).toHaveSubscriptions('(^!)');
  }),
);
