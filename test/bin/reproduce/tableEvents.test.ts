import { describe, test } from 'vitest';
import { compare, summarize } from '../../../bin/reproduce/comparison.js';
import { type TableEvent, tableEvents } from '../../../bin/reproduce/tableEvents.js';
import { marbles } from '../../marbles.js';
import { chaotic, equal, fakeTable, wrong } from './fakeTables.js';

const ofTable = { result: 'R1', table: 'fake' } as const;
const [first, second, third] = [compare(equal, 1), compare(wrong, 2), compare(chaotic, 3)];
const events: Record<string, TableEvent> = {
  t: {
    type: 'table',
    ...ofTable,
    about: 'nothing, computed',
    source: 'published',
    notes: ['A note.'],
  },
  x: { type: 'row', ...ofTable, ...first },
  y: { type: 'row', ...ofTable, ...second },
  z: { type: 'row', ...ofTable, ...third },
  s: { type: 'summary', ...ofTable, ...summarize([first, second, third]) },
};

describe('tableEvents()', () => {
  test(
    'gives each row when it comes, and the summary in the end',
    marbles((m) => {
      const row$ = m.cold('--a--b--c--|    ', { a: equal, b: wrong, c: chaotic });
      const subs = '       ^----------!    ';
      const expected = '   t-x--y--z--(s|) ';
      m.expect(tableEvents({ ...fakeTable('fake'), row$ })).toBeObservable(expected, events);
      m.expect(row$).toHaveSubscriptions(subs);
    }),
  );

  test(
    'fails with its rows, without a summary',
    marbles((m) => {
      const row$ = m.cold('--a--#', { a: equal });
      const expected = '   t-x--#';
      m.expect(tableEvents({ ...fakeTable('fake'), row$ })).toBeObservable(expected, events);
    }),
  );
});
