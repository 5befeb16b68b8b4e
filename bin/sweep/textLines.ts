import type { LoadedData } from '../loadData.js';
import { type AxisName, axes, axisNames, shown, type Trial } from './axes.js';
import type { Part } from './partsOf.js';
import type { Standing } from './standings.js';
import type { SweepOptions } from './sweepOptions.js';
import { percent, stateOf } from './tableLines.js';

/** What comes before the first trial: what is tried, and what it is judged by. */
export function headLines(
  trials: readonly Trial[],
  swept: readonly AxisName[],
  parts: readonly Part[],
  options: SweepOptions,
): string[] {
  const { choices, random, metric, concurrency, early } = options;
  const tried = swept.map((name) => `${axes[name].title} ${choices[name].text}`);
  const fixed = axisNames
    .filter((name) => !swept.includes(name))
    .map((name) => `${axes[name].title} ${shown(name, trials[0])}`);
  const how = random === undefined ? 'a grid' : `drawn from seed ${options.seed}`;
  const rule = early === 'none' ? '' : `, stopped early by the rule ${early}`;
  return [
    `Trials: ${trials.length}, ${how}${tried.length === 0 ? '' : ` of ${tried.join('; ')}`}`,
    `With ${fixed.join(', ')}`,
    `Chosen by ${metric} on ${heldOutWords(parts, options)}`,
    `Up to ${concurrency} side by side, in turns on one thread${rule}`,
  ];
}

function heldOutWords(
  parts: readonly Part[],
  { folds, validation }: Pick<SweepOptions, 'folds' | 'validation'>,
): string {
  const [{ data }] = parts;
  const [learnt, held] = [data.train.labels.length, data.test.labels.length];
  if (folds !== undefined) return `${folds} folds of ${learnt + held} training examples`;
  if (validation === 'test') return `the ${held} test examples`;
  return `${held} held out of ${learnt + held} training examples`;
}

/** What became of a trial when it ended, while others go on. */
export function endLine(standing: Standing, swept: readonly AxisName[], trials: number): string {
  const { number, trial, score } = standing;
  const settings = swept.map((name) => `${axes[name].title} ${shown(name, trial)}`);
  return [
    `trial ${String(number).padStart(String(trials).length)} of ${trials}`,
    ...(settings.length === 0 ? [] : [settings.join(', ')]),
    ...(score === undefined
      ? []
      : [`cost ${score.cost.toFixed(4)}`, `accuracy ${percent(score.accuracy)}`]),
    stateOf(standing),
  ].join('   ');
}

/** The best trial, with the figure of the test set when it has been trained on the whole training set. */
export function bestLine(
  { number }: Standing,
  { train, test }: LoadedData,
  testAccuracy: number | undefined,
): string {
  if (testAccuracy === undefined) return `Best so far: trial ${number}. To train it:`;
  return (
    `Best: trial ${number}. Trained on all ${train.labels.length} training examples: ` +
    `${percent(testAccuracy)} of ${test.labels.length} test examples, by`
  );
}
