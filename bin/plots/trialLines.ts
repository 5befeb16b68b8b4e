import { heading } from './heading.js';
import { niceScale } from './niceScale.js';
import { renderSvg } from './renderSvg.js';
import { background, ink, legendLook, margin, palette } from './theme.js';
import { singleLine } from './xmlText.js';

/** An axis of the picture: a hyperparameter, or what trials are compared by. */
export interface TrialAxis {
  readonly name: string;
  /** How values lie along it; logarithmic only where all are positive; words stand in their order. */
  readonly scale: 'linear' | 'logarithmic' | 'words';
  /** One for each trial, in words or as the text of a number. */
  readonly values: readonly string[];
}

/** Trials, the best one first. */
export interface TrialSheet {
  readonly title: string;
  readonly axes: readonly TrialAxis[];
  /** Which of the trials went to their end. */
  readonly finished: readonly boolean[];
}

const axisGap = 150;

const looks = {
  'stopped early': { color: ink.axis, type: 'dashed', width: 1.2, opacity: 0.9 },
  finished: { color: palette[0], type: 'solid', width: 1.6, opacity: 0.75 },
  best: { color: palette[1], type: 'solid', width: 4, opacity: 1 },
} as const;

/**
 * Draws trials as lines across parallel axes, as a standalone SVG document: one axis for each hyperparameter,
 * the last one for what they are compared by.
 *
 * @throws {RangeError} when an axis has not a value for every trial
 */
export function trialLines({ title, axes, finished }: TrialSheet): string {
  for (const { name, values } of axes) {
    if (values.length !== finished.length) {
      throw new RangeError(
        `Cannot draw ${finished.length} trials: ${name} has ${values.length} values`,
      );
    }
  }
  const width = Math.max(560, 2 * margin + 120 + (axes.length - 1) * axisGap);
  const kinds = finished.map(kindOf);
  const names = axes.map(({ name }) => singleLine(name));
  return renderSvg({
    title,
    description: `${finished.length} trials: ${names.join(', ')}.`,
    width,
    height: 452,
    option: {
      title: heading(width, title),
      legend: {
        ...legendLook,
        icon: 'rect',
        itemHeight: 3,
        itemStyle: { opacity: 1 },
        data: kindNames.filter((kind) => kinds.includes(kind)),
      },
      parallel: { left: margin + 60, right: margin + 60, top: 128, bottom: 44 },
      parallelAxis: axes.map((axis, dim) => ({
        dim,
        ...axisLook,
        name: names[dim],
        ...along(axis),
      })),
      series: kindNames.map((kind) => ({
        type: 'parallel' as const,
        name: kind,
        lineStyle: looks[kind],
        itemStyle: { color: looks[kind].color },
        data: trialsWhere(kinds, kind).map((trial) =>
          axes.map(({ scale, values }) =>
            scale === 'words' ? values[trial] : Number(values[trial]),
          ),
        ),
      })),
    },
  });
}

type Kind = keyof typeof looks;

/** In the order in which they are drawn: the best lies on top. */
const kindNames: readonly Kind[] = ['stopped early', 'finished', 'best'];

function kindOf(finished: boolean, trial: number): Kind {
  if (!finished) return 'stopped early';
  return trial === 0 ? 'best' : 'finished';
}

function trialsWhere(kinds: readonly Kind[], kind: Kind): number[] {
  return kinds.flatMap((other, trial) => (other === kind ? [trial] : []));
}

const axisLook = {
  nameLocation: 'end',
  nameGap: 16,
  nameTextStyle: { color: ink.strong, fontSize: 13 },
  // Lines run through the marks: a halo keeps them readable.
  axisLabel: { color: ink.text, fontSize: 12, textBorderColor: background, textBorderWidth: 3 },
  axisLine: { lineStyle: { color: ink.axis } },
  axisTick: { lineStyle: { color: ink.axis } },
} as const;

function along({ scale, values }: TrialAxis): Along {
  if (scale === 'words') return { type: 'category', data: [...new Set(values)].map(singleLine) };
  const numbers = values.map(Number);
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  if (scale === 'logarithmic' && low > 0) return { type: 'log', min: low, max: high };
  const nice = niceScale(numbers);
  const isWhole = numbers.every(Number.isInteger) && low < high;
  // Between whole numbers there is nothing to mark.
  const marks = isWhole && nice.interval < 1 ? { min: low, max: high, interval: 1 } : nice;
  return { type: 'value', ...marks };
}

type Along =
  | { readonly type: 'category'; readonly data: string[] }
  | {
      readonly type: 'value' | 'log';
      readonly min: number;
      readonly max: number;
      readonly interval?: number;
    };
