import type { Colors } from '../output/colors.js';
import { type AxisName, axes, shown } from './axes.js';
import type { Standing } from './standings.js';

/** What a table shows. */
export interface TableOptions {
  /** The hyperparameters in which trials differ. */
  readonly swept: readonly AxisName[];
  readonly metric: 'cost' | 'accuracy';
  readonly colors: Colors;
}

/** Standings as a table, a line each below the names of the columns; the first one stands out. */
export function tableLines(
  standings: readonly Standing[],
  { swept, metric, colors: { bold, dim } }: TableOptions,
): string[] {
  const head = ['trial', ...swept.map((name) => axes[name].title), 'cost', 'accuracy', 'state'];
  const rows = standings.map((standing) => [
    String(standing.number),
    ...swept.map((name) => shown(name, standing.trial)),
    ...figures(standing, metric),
    stateOf(standing),
  ]);
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => row[column].length)),
  );
  const lineOf = (row: readonly string[]) =>
    row
      // The last column holds sentences.
      .map((cell, i) => (i === row.length - 1 ? cell : cell.padStart(widths[i])))
      .join('  ');
  return [dim(lineOf(head)), ...rows.map(lineOf).map((line, i) => (i === 0 ? bold(line) : line))];
}

/** The figures of a score; the deviation over folds is that of the metric. */
function figures({ score }: Standing, metric: keyof typeof inWords): string[] {
  if (score === undefined) return ['', ''];
  const { cost, accuracy, deviation } = score;
  const words = { cost: inWords.cost(cost), accuracy: inWords.accuracy(accuracy) };
  if (deviation !== undefined) words[metric] += ` \u00b1 ${inWords[metric](deviation)}`;
  return [words.cost, words.accuracy];
}

const inWords = { cost: (cost: number) => cost.toFixed(4), accuracy: percent };

/** What became of a trial, for the last column. */
export function stateOf({ state, score, reason }: Standing): string {
  const at = score?.iteration ?? 0;
  const words = {
    finished: 'finished',
    running: `broken off at ${at}`,
    stopped: `stopped at ${at}`,
    failed: `failed: ${reason ?? ''}`,
  };
  return words[state];
}

/** A fraction in percent. */
export function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(2)} %`;
}
