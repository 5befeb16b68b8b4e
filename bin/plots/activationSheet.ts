import { bottomAxis, leftAxis } from './axis.js';
import { heading } from './heading.js';
import { niceScale } from './niceScale.js';
import { renderSvg } from './renderSvg.js';
import { ink, legendLook, margin, palette } from './theme.js';
import { singleLine } from './xmlText.js';

/** One activation, sampled: `values[i]` and `derivatives[i]` belong to `z[i]`. */
export interface ActivationCurve {
  readonly name: string;
  /** What the curve is, as it is to be read: `tanh(z)`. */
  readonly formula: string;
  readonly z: readonly number[];
  readonly values: readonly number[];
  readonly derivatives: readonly number[];
}

const columns = 2;
const panel = { width: 372, height: 236 };
const gap = { x: 56, y: 108 };
const first = { x: 64, y: 138 };

const lines = {
  values: { name: 'activation', color: palette[0], type: 'solid' },
  derivatives: { name: 'derivative', color: palette[1], type: 'dashed' },
} as const;

/**
 * Draws activations with their derivatives, two panels a row, as a standalone SVG document.
 *
 * Each panel has its own vertical scale. Values that are not finite leave a gap.
 */
export function activationSheet(curves: readonly ActivationCurve[]): string {
  const rows = Math.ceil(curves.length / columns);
  const width = first.x + columns * panel.width + (columns - 1) * gap.x + margin + 8;
  const height = first.y + rows * panel.height + (rows - 1) * gap.y + 64;
  const title = 'Activations and their derivatives';
  const corners = curves.map((_, i) => ({
    left: first.x + (i % columns) * (panel.width + gap.x),
    top: first.y + Math.floor(i / columns) * (panel.height + gap.y),
  }));
  return renderSvg({
    title,
    description: `${curves.map(({ name, formula }) => `${name}: ${formula}`).join('; ')}.`,
    width,
    height,
    option: {
      title: [
        heading(width, title),
        ...curves.map(({ name, formula }, i) => panelTitle(name, formula, corners[i])),
      ],
      legend: { ...legendLook, data: [lines.values.name, lines.derivatives.name] },
      grid: corners.map((corner) => ({ ...panel, ...corner, outerBoundsMode: 'none' })),
      xAxis: curves.map((_, i) => ({ ...bottomAxis('z'), gridIndex: i, nameGap: 26 })),
      yAxis: curves.map(({ values, derivatives }, i) => ({
        ...leftAxis(''),
        gridIndex: i,
        ...niceScale([...values, ...derivatives]),
      })),
      series: curves.flatMap(({ z, values, derivatives }, i) => [
        line(i, lines.values, z, values),
        line(i, lines.derivatives, z, derivatives),
      ]),
    },
  });
}

function panelTitle(name: string, formula: string, corner = { left: 0, top: 0 }) {
  return {
    text: singleLine(name),
    subtext: singleLine(formula),
    left: corner.left,
    top: corner.top - 46,
    padding: 0,
    itemGap: 3,
    textStyle: { color: ink.strong, fontSize: 14, fontWeight: 600 },
    subtextStyle: { color: ink.text, fontSize: 13 },
  } as const;
}

function line(
  panelIndex: number,
  look: (typeof lines)[keyof typeof lines],
  z: readonly number[],
  heights: readonly number[],
) {
  return {
    type: 'line' as const,
    name: look.name,
    xAxisIndex: panelIndex,
    yAxisIndex: panelIndex,
    data: z.map((at, i) => {
      const value = heights[i];
      return [at, value !== undefined && Number.isFinite(value) ? value : null];
    }),
    symbol: 'none',
    itemStyle: { color: look.color },
    lineStyle: { width: 2, type: look.type, color: look.color },
  };
}
