import type { Colors } from '../output/colors.js';
import { type Comparison, printedLike } from './comparison.js';
import type { ComparedRow, TableBegins, TableEvent, TableSummary } from './tableEvents.js';

/** From event to event of one table after another, as lines for people, at most 80 columns wide. */
export function textLines(colors: Colors): (event: TableEvent) => string[] {
  let comparableTo = 0;
  return (event) => {
    if (event.type === 'summary') return endLines(event, colors);
    if (event.type === 'table') {
      comparableTo = 0;
      return headingLines(event, colors);
    }
    const ends = !event.comparable && comparableTo === event.row - 1;
    if (event.comparable) comparableTo = event.row;
    return [...(ends ? [boundaryLine(comparableTo)] : []), rowLine(event, colors)];
  };
}

function headingLines(
  { result, table, about, source, notes }: TableBegins,
  { bold, dim }: Colors,
): string[] {
  return [
    bold(`${result} ${table}`),
    ...[about, ...notes].map((line) => `   ${line}`),
    dim(columns('', '', source, 'ours', 'differ', 'agrees')),
  ];
}

function rowLine(row: ComparedRow, { dim, red }: Colors): string {
  const { label, theirs, ours, difference, comparable, agrees } = row;
  const line = columns(
    String(row.row),
    label,
    theirs,
    printedLike(ours, theirs),
    differenceText(difference),
    agreementText(row),
  );
  if (!comparable) return dim(line);
  return agrees === true ? line : red(line);
}

/** Where the comparable rows end. */
function boundaryLine(row: number): string {
  return `   comparable to row ${row}; from here the run is chaotic in rounding, NumPy's too`;
}

function endLines({ rows, comparableTo, disagreeing }: TableSummary, { red }: Colors): string[] {
  return [
    ...(comparableTo === rows ? [`   comparable to row ${rows}, the last`] : []),
    ...(disagreeing.length > 0 ? [red(`   disagreeing rows: ${disagreeing.join(', ')}`)] : []),
    '',
  ];
}

function columns(
  row: string,
  label: string,
  theirs: string,
  ours: string,
  difference: string,
  agrees: string,
): string {
  const numbers = `${theirs.padStart(19)}  ${ours.padStart(19)}  ${difference.padStart(8)}`;
  return `${row.padStart(2)} ${label.padEnd(14)}  ${numbers}  ${agrees}`.trimEnd();
}

function agreementText({ within, agrees }: Pick<Comparison, 'within' | 'agrees'>): string {
  if (within === undefined) return '';
  if (agrees !== true) return 'NO';
  return within === 0 ? 'equal' : `to ${within.toExponential(0)}`;
}

/** A difference of two figures, in two digits. */
export function differenceText(difference: number): string {
  return difference === 0 ? '0' : difference.toExponential(1);
}
