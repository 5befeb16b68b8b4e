import { stripVTControlCharacters } from 'node:util';
import { Subject } from 'rxjs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Row } from '../../../bin/reproduce/comparison.js';
import { showTables } from '../../../bin/reproduce/showTables.js';
import { fakeTerminal } from '../fakeTerminal.js';
import { chaotic, equal, fakeTable, wrong } from './fakeTables.js';

describe('showTables()', () => {
  test('shows rows, where they stop being comparable, and what they come to', async () => {
    const { terminal, written } = fakeTerminal({ isTTY: false });
    const tables = [fakeTable('chaotic', equal, chaotic), fakeTable('equal', equal)];
    expect(await showTables(tables, terminal, false)).toBe(true);
    expect(written.stdout).toBe(`R1 chaotic
   nothing, computed
   A note.
                             published                 ours    differ  agrees
 1 iteration 100    0.6555634398145331   0.6555634398145332   1.1e-16  to 1e-12
   comparable to row 1; from here the run is chaotic in rounding, NumPy's too
 2 iteration 300                0.5288               0.5635    3.5e-2

R1 equal
   nothing, computed
   A note.
                             published                 ours    differ  agrees
 1 iteration 100    0.6555634398145331   0.6555634398145332   1.1e-16  to 1e-12
   comparable to row 1, the last

result                    rows  comparable to  worst difference  verdict
R1 chaotic                   2         row  1           1.1e-16  agrees
R1 equal                     1         row  1           1.1e-16  agrees

Every comparable row agrees.
`);
    expect(written.stderr).toBe('');
  });

  test('says which comparable rows disagree, and is then false', async () => {
    const { terminal, written } = fakeTerminal({ isTTY: false });
    const tables = [fakeTable('wrong', equal, wrong, chaotic), fakeTable('equal', equal)];
    expect(await showTables(tables, terminal, false)).toBe(false);
    expect(written.stdout).toContain(
      ' 2 iteration 200                0.6468               0.6500    3.2e-3  NO\n',
    );
    expect(written.stdout).toContain('   disagreeing rows: 2\n');
    expect(written.stdout).toMatch(/^R1 wrong +3 +row {2}2 +3\.2e-3 {2}DISAGREES$/m);
    expect(written.stdout).toMatch(/\nComparable rows disagree in 1 of 2 tables\.\n$/);
  });

  test('gives one JSON object a line, and nothing else, when asked for', async () => {
    const { terminal, written } = fakeTerminal();
    expect(await showTables([fakeTable('fake', wrong, chaotic)], terminal, true)).toBe(false);
    const lines = written.stdout.trimEnd().split('\n');
    const ofTable = { result: 'R1', table: 'fake' };
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        type: 'table',
        ...ofTable,
        about: 'nothing, computed',
        source: 'published',
        notes: ['A note.'],
      },
      {
        type: 'row',
        ...ofTable,
        ...wrong,
        row: 1,
        difference: expect.closeTo(0.0032, 12),
        comparable: true,
        agrees: false,
      },
      {
        type: 'row',
        ...ofTable,
        ...chaotic,
        row: 2,
        difference: expect.closeTo(0.0347, 12),
        comparable: false,
      },
      {
        type: 'summary',
        ...ofTable,
        rows: 2,
        comparableTo: 1,
        worstDifference: expect.closeTo(0.0032, 12),
        disagreeing: [1],
      },
    ]);
  });

  describe('on a terminal', () => {
    afterEach(() => {
      vi.useRealTimers();
    });

    /** A training of 100 iterations that waits to be told. */
    function waiting() {
      const step$ = new Subject<{ index: number; cost: number }>();
      const row$ = new Subject<Row>();
      const table = { ...fakeTable('slow'), row$, training: { step$, iterations: 100 } };
      const end = () => {
        step$.complete();
        row$.complete();
      };
      return { table, step$, row$, end };
    }

    test('shows how far a training is that takes longer than a second', async () => {
      vi.useFakeTimers();
      const { terminal, written } = fakeTerminal();
      const { table, step$, row$, end } = waiting();
      const shown = showTables([table], terminal, false);
      step$.next({ index: 9, cost: 0.7 });
      expect(stripVTControlCharacters(written.stderr)).toBe('');
      vi.advanceTimersByTime(1000);
      step$.next({ index: 49, cost: 0.6 });
      expect(stripVTControlCharacters(written.stderr)).toContain('50/100  cost 0.6000');
      row$.next(equal);
      end();
      expect(await shown).toBe(true);
    });

    test('exits when it is interrupted, and leaves the terminal as it was', async () => {
      vi.useFakeTimers();
      const { terminal, written, interrupt$ } = fakeTerminal();
      const { table, step$, row$ } = waiting();
      const shown = showTables([table], terminal, false);
      vi.advanceTimersByTime(1000);
      step$.next({ index: 49, cost: 0.6 });
      interrupt$.next();
      expect(await shown).toBe(false);
      expect(written.exits).toBe(1);
      const [wrapsLines, wrapsNone] = ['\u001b[?7h', '\u001b[?7l'];
      expect(written.stderr.lastIndexOf(wrapsLines)).toBeGreaterThan(
        written.stderr.lastIndexOf(wrapsNone),
      );
      expect([step$.observed, row$.observed]).toEqual([false, false]);
      expect(written.stdout).not.toContain('verdict');
    });

    test('keeps the bar to itself for a training that is shorter', async () => {
      vi.useFakeTimers();
      const { terminal, written } = fakeTerminal();
      const { table, step$, row$, end } = waiting();
      const shown = showTables([table], terminal, false);
      vi.advanceTimersByTime(900);
      step$.next({ index: 99, cost: 0.6 });
      row$.next(equal);
      end();
      expect(await shown).toBe(true);
      expect(written.stderr).toBe('');
    });
  });
});
