import type { Colors } from '../output/colors.js';
import type { TableSummary } from './tableEvents.js';
import { differenceText } from './textLines.js';

/** All tables once more, a line each, and what they come to. */
export function summaryLines(
  summaries: readonly TableSummary[],
  { bold, green, red }: Colors,
): string[] {
  const failed = summaries.filter(({ disagreeing }) => disagreeing.length > 0).length;
  return [
    bold(columns('result', 'rows', 'comparable to', 'worst difference', 'verdict')),
    ...summaries.map(({ result, table, rows, comparableTo, worstDifference, disagreeing }) =>
      columns(
        `${result} ${table}`,
        String(rows),
        `row ${String(comparableTo).padStart(2)}`,
        differenceText(worstDifference),
        disagreeing.length === 0 ? green('agrees') : red('DISAGREES'),
      ),
    ),
    '',
    failed === 0
      ? 'Every comparable row agrees.'
      : red(`Comparable rows disagree in ${failed} of ${summaries.length} tables.`),
  ];
}

function columns(
  name: string,
  rows: string,
  comparableTo: string,
  worst: string,
  verdict: string,
): string {
  const numbers = `${rows.padStart(4)}  ${comparableTo.padStart(13)}  ${worst.padStart(16)}`;
  return `${name.padEnd(24)}  ${numbers}  ${verdict}`;
}
