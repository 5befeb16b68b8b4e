import type { TrialSheet } from '../plots/index.js';
import { type AxisName, axes, shown } from './axes.js';
import type { Standing } from './standings.js';
import type { SweepOptions } from './sweepOptions.js';

/** What the picture of a sweep is drawn from, the best trial first; trials without a score are left out. */
export function trialSheetOf(
  table: readonly Standing[],
  swept: readonly AxisName[],
  metric: SweepOptions['metric'],
): TrialSheet {
  const drawn = table.filter(({ score }) => score !== undefined);
  return {
    title: 'Trials',
    axes: [
      ...swept.map((name) => ({
        name: axes[name].title,
        scale: axes[name].scale,
        values: drawn.map(({ trial }) => shown(name, trial)),
      })),
      {
        name: metric,
        scale: 'linear',
        values: drawn.map(({ score }) => String(score?.value)),
      },
    ],
    finished: drawn.map(({ state }) => state === 'finished'),
  };
}
