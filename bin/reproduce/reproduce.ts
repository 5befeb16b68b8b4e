import {
  concat,
  ignoreElements,
  lastValueFrom,
  merge,
  type Observable,
  skipUntil,
  tap,
  timer,
} from 'rxjs';
import { chooseKernels } from '../../src/index.js';
import { colorsFor } from '../output/colors.js';
import { progressBar } from '../output/progressBar.js';
import type { Terminal } from '../train.js';
import { readPublishedFiles } from './publishedFiles.js';
import type { ResultName } from './resultNames.js';
import { summaryLines } from './summaryLines.js';
import type { Table } from './table.js';
import { type TableEvent, type TableSummary, tableEvents } from './tableEvents.js';
import { tablesOf } from './tablesOf.js';
import { textLines } from './textLines.js';
import type { Computing } from './trainPublished.js';

/** The options of `gradstream reproduce`, parsed and complete. */
export interface ReproduceOptions extends Computing {
  readonly results: readonly ResultName[];
  /** The folder of the published files. */
  readonly data: string;
  readonly json?: boolean;
}

/** Trainings that take longer than this show how far they are. */
const PATIENCE_MS = 1000;

/** What is written to. */
type Screen = Pick<Terminal, 'stdout' | 'stderr'>;

/**
 * `gradstream reproduce`: computes published results and shows them beside the published figures.
 *
 * @returns whether all rows agree that are comparable
 * @throws {DataError} when the folder does not hold the published files
 * @throws {LibraryError} when the kernels are to be blas and there is no library
 */
export async function reproduce(options: ReproduceOptions, screen: Screen): Promise<boolean> {
  const { results, data, json = false, firstLayer } = options;
  const { kernels, library, note } = chooseKernels(options.kernels);
  const files = await readPublishedFiles(data);
  if (note !== undefined) screen.stderr.write(`note: ${note}\n`);
  if (!json) {
    const named = library === undefined ? '' : ` (${library})`;
    screen.stdout.write(
      `Computed in float64, ${kernels} kernels${named}, ${firstLayer} first layer\n\n`,
    );
  }
  const tables = results.flatMap((result) => tablesOf(result, files, { kernels, firstLayer }));
  return showTables(tables, screen, json);
}

/** Computes table after table and shows them row by row. */
export async function showTables(
  tables: readonly Table[],
  { stdout, stderr }: Screen,
  json: boolean,
): Promise<boolean> {
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
  await lastValueFrom(concat(...shown), { defaultValue: undefined });
  if (!json) summaryLines(summaries, colors).forEach(say);
  return summaries.every(({ disagreeing }) => disagreeing.length === 0);
}

/** Prints the events of a table; on a terminal, with a bar beneath when the training takes long. */
function shownWithProgress(
  table: Table,
  stderr: Screen['stderr'],
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
