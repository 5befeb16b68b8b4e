import { of } from 'rxjs';
import type { Row } from '../../../bin/reproduce/comparison.js';
import type { Table } from '../../../bin/reproduce/table.js';

/** A table of the given rows, with nothing computed. */
export function fakeTable(name: string, ...rows: readonly Row[]): Table {
  return {
    result: 'R1',
    name,
    about: 'nothing, computed',
    source: 'published',
    row$: of(...rows),
    notes: ['A note.'],
  };
}

/** A cost that agrees, in 16 digits. */
export const equal: Row = {
  label: 'iteration 100',
  theirs: '0.6555634398145331',
  ours: 0.6555634398145332,
  within: 1e-12,
};

/** A cost that does not. */
export const wrong: Row = { label: 'iteration 200', theirs: '0.6468', ours: 0.65, within: 0 };

/** A cost of which nobody knows. */
export const chaotic: Row = { label: 'iteration 300', theirs: '0.5288', ours: 0.5635 };
