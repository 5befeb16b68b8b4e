import uPlot from 'uplot';
import { element, write } from '../element.js';
import { count } from '../numbers.js';
import { theme$ } from '../theme.js';
import { axis } from './axis.js';
import { handleGestures } from './gestures.js';
import { handleKeys } from './handleKeys.js';
import { drawLegend } from './legend.js';
import { drawMarkers } from './markers.js';
import type { Picture } from './picture.js';
import type { Range, View } from './range.js';
import { scaleSwitch } from './scaleSwitch.js';
import { type Table, tableOf } from './tableOf.js';
import { valueRange } from './valueRange.js';

/** What a chart is of. */
export interface ChartOptions {
  readonly title: string;
  /** How a value is written beside the cursor. */
  readonly format: (value: number) => string;
  readonly height: number;
  /** Values that are always in sight. */
  readonly atLeast?: readonly [number, number];
  /** Where it can be shown on a logarithmic scale: whether it is at first, and who is told of a change. */
  readonly scale?: {
    readonly logarithmic: boolean;
    readonly choose: (logarithmic: boolean) => void;
  };
}

export interface Chart {
  readonly element: HTMLElement;
  readonly draw: (picture: Picture) => void;
}

/** Charts that show the same cursor. */
const SYNC = 'iterations';

/** A chart of curves over iterations, with a legend, a read-out under the cursor, zoom and pan. */
export function chart(options: ChartOptions, view: View): Chart {
  const key = element('div', { class: 'key' });
  const plotted = element('div', { class: 'plot', tabindex: 0, role: 'img' });
  const note = element('p', { class: 'note', hidden: true });
  const nothing = element('p', { class: 'nothing', hidden: true }, 'nothing yet');
  let logarithmic = options.scale?.logarithmic ?? false;
  const scale = scaleSwitch(
    `Scale of the ${options.title.toLowerCase()}`,
    logarithmic,
    (chosen) => {
      logarithmic = chosen;
      options.scale?.choose(chosen);
      remake();
    },
  );
  const frame = element(
    'figure',
    { class: 'chart' },
    element(
      'figcaption',
      {},
      element('h3', {}, options.title),
      key,
      ...(options.scale === undefined ? [] : [scale]),
    ),
    element('div', { class: 'canvas' }, plotted, nothing),
    note,
  );

  let plot: uPlot | undefined;
  let picture: Picture = { curves: [], markers: [], all: { from: 0, to: 1 } };
  let shape = '';

  /** A plot is made anew when its lines, its colours or its scale are others. */
  function remake(): void {
    plot?.destroy();
    plot = undefined;
    shape = '';
    draw(picture);
  }

  function draw(next: Picture): void {
    picture = next;
    const { curves, all } = picture;
    const wanted = curves.map(({ name, color }) => `${color}${name}`).join('\n');
    if (plotted.clientWidth === 0) return;
    const range = view.rangeIn(all);
    const table = tableOf(
      curves.map(({ points }) => points),
      range,
      plotted.clientWidth,
      logarithmic,
    );
    if (plot === undefined || wanted !== shape) {
      plot?.destroy();
      shape = wanted;
      plot = made(range, table);
    } else {
      if (plot.width !== plotted.clientWidth) plot.setSize(size());
      plot.setData(table, false);
      plot.setScale('x', { min: range.from, max: range.to });
    }
    nothing.hidden = curves.some(({ points }) => points.length > 0);
    drawKey();
    plotted.setAttribute('aria-label', summary(range));
    drawNote(range);
  }

  /** Lower on a phone. */
  function size() {
    const width = plotted.clientWidth;
    return { width, height: Math.min(options.height, Math.max(150, Math.round(0.62 * width))) };
  }

  function made(range: Range, table: Table): uPlot {
    const theme = theme$.value;
    const { curves } = picture;
    const all = () => picture.all;
    const fresh = new uPlot(
      {
        ...size(),
        padding: [10, 14, 0, 0],
        legend: { show: false },
        cursor: {
          sync: { key: SYNC, setSeries: false },
          drag: { x: true, y: false, setScale: false },
          points: { size: 7 },
          y: false,
        },
        scales: {
          x: { time: false, min: range.from, max: range.to },
          y: {
            distr: logarithmic ? 3 : 1,
            range: (_plot, least, largest) =>
              valueRange(least, largest, options.atLeast, logarithmic),
          },
        },
        series: [
          {},
          ...curves.map(({ name, color, dashed = false }) => ({
            label: name,
            stroke: theme.palette[color % theme.palette.length],
            width: 1.5,
            ...(dashed && { dash: [6, 4] }),
            points: {
              show: showsPoints,
              size: 4,
              fill: theme.palette[color % theme.palette.length],
            },
          })),
        ],
        axes: [axis(theme, 'x'), axis(theme, 'y', logarithmic)],
        hooks: {
          drawAxes: [(drawn) => drawMarkers(drawn, picture.markers, view.rangeIn(picture.all))],
          setCursor: [drawKey],
          setSelect: [
            ({ select: { left, width } }) => {
              if (width < 4) return;
              const from = fresh.posToVal(left, 'x');
              const to = fresh.posToVal(left + width, 'x');
              fresh.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
              view.show({ from, to }, all());
            },
          ],
        },
      },
      table,
      plotted,
    );
    handleGestures(fresh.over, (x) => fresh.posToVal(x, 'x'), view, all);
    return fresh;
  }

  function drawKey(): void {
    const { curves, all } = picture;
    const left = plot?.cursor.left ?? -1;
    const at = left < 0 ? all.to : Math.round(plot?.posToVal(left, 'x') ?? all.to);
    drawLegend(key, curves, at, options.format);
    view.cursor$.next(left < 0 ? undefined : at);
  }

  function drawNote({ from, to }: Range): void {
    const joined = picture.curves.some(({ points }) => points.hasRanges(from, to));
    note.hidden = !joined;
    write(note, joined ? 'Partly sent as ranges: every least and largest value is exact.' : '');
  }

  function summary({ from, to }: Range): string {
    const parts = picture.curves.map(({ name, points }) => {
      const found = points.extremes(from, to);
      const [least, largest] = found?.map(options.format) ?? [];
      const values = found === undefined ? 'no values' : `from ${least} to ${largest}`;
      return `${name} ${values}`.trim();
    });
    return `${options.title}, iterations ${count(from)} to ${count(to)}: ${parts.join('; ')}.`;
  }

  handleKeys(plotted, view, () => picture.all);
  theme$.subscribe(remake);
  return { element: frame, draw };
}

/** Points are shown where there are so few that they can be told apart. */
function showsPoints(plot: uPlot): boolean {
  return plot.data[0].length < plot.width / 14;
}
