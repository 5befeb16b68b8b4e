import {
  concat,
  defaultIfEmpty,
  endWith,
  ignoreElements,
  lastValueFrom,
  merge,
  type Observable,
  skipUntil,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import { colorsFor } from '../output/colors.js';
import { progressBar } from '../output/progressBar.js';
import type { Terminal } from '../terminal.js';
import { summaryLines } from './summaryLines.js';
import type { Table } from './table.js';
import { type TableEvent, type TableSummary, tableEvents } from './tableEvents.js';
import { textLines } from './textLines.js';

/** Trainings that take longer than this show how far they are. */
const PATIENCE_MS = 1000;

/**
 * Computes table after table and shows them row by row; an interrupt exits at once.
 *
 * @returns whether all rows agree that are comparable
 */
export async function showTables(
  tables: readonly Table[],
  terminal: Terminal,
  json: boolean,
): Promise<boolean> {
  const { stdout, stderr, interrupt$ } = terminal;
  const colors = colorsFor(stdout);
  const say = (line: string) => stdout.write(`${line}\n`);
  const lines = textLines(colors);
  const summaries: TableSummary[] = [];
  const print = (event: TableEvent) => {
    if (event.type === 'summary') summaries.push(event);
    if (json) say(JSON.stringify(event));
    else lines(event).forEach(say);
  };
  const shown = tables.map((table) => shownWithProgress(table, stderr, print));
  const complete = await lastValueFrom(
    concat(...shown).pipe(endWith(true), takeUntil(interrupt$), defaultIfEmpty(false)),
  );
  if (!complete) {
    terminal.exit();
    return false;
  }
  if (!json) summaryLines(summaries, colors).forEach(say);
  return summaries.every(({ disagreeing }) => disagreeing.length === 0);
}

/** Prints the events of a table; on a terminal, with a bar beneath when the training takes long. */
function shownWithProgress(
  table: Table,
  stderr: Terminal['stderr'],
  print: (event: TableEvent) => void,
): Observable<never> {
  const { training } = table;
  if (training === undefined || stderr.isTTY !== true) {
    return tableEvents(table).pipe(tap(print), ignoreElements());
  }
  const step$ = training.step$.pipe(skipUntil(timer(PATIENCE_MS)));
  const bar = progressBar(step$, training.iterations, stderr);
  const printed$ = tableEvents(table).pipe(
    tap((event) => {
      bar.clear();
      print(event);
    }),
    ignoreElements(),
  );
  return merge(printed$, bar.shown$);
}
