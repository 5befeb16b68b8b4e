import { concat, connect, map, merge, type Observable, of, toArray } from 'rxjs';
import { type Comparison, compare, type Summary, summarize } from './comparison.js';
import type { ResultName } from './resultNames.js';
import type { Table } from './table.js';

/** What a table has to say, in the order in which it says it: one line each with `--json`. */
export type TableEvent = TableBegins | ComparedRow | TableSummary;

interface OfTable {
  readonly result: ResultName;
  readonly table: string;
}

export interface TableBegins extends OfTable, Pick<Table, 'about' | 'source' | 'notes'> {
  readonly type: 'table';
}

export interface ComparedRow extends OfTable, Comparison {
  readonly type: 'row';
}

export interface TableSummary extends OfTable, Summary {
  readonly type: 'summary';
}

/**
 * The events of one table.
 *
 *   row$:   --r-----r-----|
 *   out:   t--c-----c-----(s|)      t: the table begins; c: a row, compared; s: what all come to
 */
export function tableEvents({
  result,
  name,
  about,
  source,
  notes,
  row$,
}: Table): Observable<TableEvent> {
  const ofTable = { result, table: name };
  return concat(
    of<TableEvent>({ type: 'table', ...ofTable, about, source, notes }),
    row$.pipe(
      map((row, i) => compare(row, i + 1)),
      connect((comparison$) =>
        merge(
          comparison$.pipe(map((row): TableEvent => ({ type: 'row', ...ofTable, ...row }))),
          comparison$.pipe(
            toArray(),
            map((all): TableEvent => ({ type: 'summary', ...ofTable, ...summarize(all) })),
          ),
        ),
      ),
    ),
  );
}
