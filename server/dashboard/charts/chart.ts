import uPlot from 'uplot';
import { element, write } from '../element.js';
import { count, tick } from '../numbers.js';
import type { Pyramid } from '../store/pyramid.js';
import { type Theme, theme$ } from '../theme.js';
import { handleGestures } from './gestures.js';
import type { Range, View } from './range.js';
import { type Table, tableOf } from './tableOf.js';

/** One line of a chart. */
export interface Curve {
  /** As the reader is told: `relu, held out`. */
  readonly name: string;
  readonly points: Pyramid;
  /** Which colour of the palette. */
  readonly color: number;
  readonly dashed?: boolean;
}

/** Something that happened, drawn as a line from top to bottom. */
export interface Marker {
  readonly iteration: number;
  readonly color: number;
}

/** What a chart is of. */
export interface ChartOptions {
  readonly title: string;
  /** How a value is written beside the cursor. */
  readonly format: (value: number) => string;
  readonly height: number;
  /** Values that are always in sight. */
  readonly atLeast?: readonly [number, number];
  /** Whether it can be shown on a logarithmic scale. */
  readonly scales?: boolean;
  readonly logarithmic?: boolean;
  readonly onScale?: (logarithmic: boolean) => void;
}

/** What is drawn. */
export interface Picture {
  readonly curves: readonly Curve[];
  readonly markers: readonly Marker[];
  readonly all: Range;
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
  let logarithmic = options.logarithmic ?? false;
  const scale = scaleSwitch(logarithmic, (chosen) => {
    logarithmic = chosen;
    options.onScale?.(chosen);
    remake();
  });
  const frame = element(
    'figure',
    { class: 'chart' },
    element(
      'figcaption',
      {},
      element('h3', {}, options.title),
      key,
      ...(options.scales === true ? [scale] : []),
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
          y: { distr: logarithmic ? 3 : 1, range: rangeOf },
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
          drawAxes: [drawMarkers],
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

  function rangeOf(_plot: uPlot, least: number | null, largest: number | null): [number, number] {
    const [low, high] = options.atLeast ?? [Infinity, -Infinity];
    const min = Math.min(least ?? Infinity, logarithmic ? Infinity : low);
    const max = Math.max(largest ?? -Infinity, high);
    if (!(min <= max)) return logarithmic ? [0.1, 1] : [0, 1];
    if (logarithmic) {
      const [bottom, top] = uPlot.rangeLog(min, max, 10, false);
      return [bottom ?? min, top ?? max];
    }
    const room = max > min ? 0.06 * (max - min) : Math.abs(max) * 0.1 || 0.1;
    return [min >= 0 ? Math.max(0, min - room) : min - room, max + room];
  }

  function drawMarkers(drawn: uPlot): void {
    const { ctx, bbox } = drawn;
    const { from, to } = view.rangeIn(picture.all);
    ctx.save();
    ctx.strokeStyle = theme$.value.marker;
    ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.lineWidth = devicePixelRatio;
    for (const { iteration } of picture.markers) {
      if (iteration < from || iteration > to) continue;
      const x = Math.round(drawn.valToPos(iteration, 'x', true)) + 0.5;
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
    ctx.restore();
  }

  /** The legend: the value of each curve under the cursor, or its newest one. */
  function drawKey(): void {
    const { curves, all } = picture;
    const left = plot?.cursor.left ?? -1;
    const at = left < 0 ? all.to : Math.round(plot?.posToVal(left, 'x') ?? all.to);
    while (key.children.length > curves.length) key.lastElementChild?.remove();
    curves.forEach(({ name, color, dashed = false, points }, i) => {
      const item =
        key.children[i] ?? key.appendChild(element('span', {}, element('i', {}), element('b', {})));
      item.className = dashed ? 'dashed' : 'solid';
      item.setAttribute('data-color', String(color % theme$.value.palette.length));
      write(item.children[0], name);
      write(item.children[1], valueAt(points, at, options.format));
    });
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

  plotted.addEventListener('keydown', (event) => moveByKey(event, view, picture.all));
  theme$.subscribe(remake);
  return { element: frame, draw };
}

function moveByKey(event: KeyboardEvent, view: View, all: Range): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const moves: Record<string, () => void> = {
    ArrowLeft: () => view.pan(-0.2, all),
    ArrowRight: () => view.pan(0.2, all),
    '+': () => view.zoom(0.5, all),
    '=': () => view.zoom(0.5, all),
    '-': () => view.zoom(2, all),
    '0': view.showAll,
    Home: view.showAll,
  };
  const move = Object.hasOwn(moves, event.key) ? moves[event.key] : undefined;
  if (move === undefined) return;
  event.preventDefault();
  move();
}

/** The last point up to an iteration: its value, or its least and largest. */
function valueAt(points: Pyramid, at: number, format: (value: number) => string): string {
  const found = points.look(at, at, Infinity).findLast(({ x0 }) => x0 <= at);
  if (found === undefined) return '–';
  const { min, max } = found;
  return min < max ? `${format(min)} to ${format(max)}` : format(min);
}

/** Points are shown where there are so few that they can be told apart. */
function showsPoints(plot: uPlot): boolean {
  return plot.data[0].length < plot.width / 14;
}

function axis(theme: Theme, side: 'x' | 'y', logarithmic = false): uPlot.Axis {
  return {
    stroke: theme.text,
    font: '11px system-ui, sans-serif',
    grid: {
      stroke: theme.grid,
      width: 1,
      show: side === 'y',
      ...(logarithmic && { filter: decades }),
    },
    ticks: { stroke: theme.grid, width: 1, size: 5, show: side === 'x' },
    border: { show: side === 'x', stroke: theme.grid, width: 1 },
    space: side === 'x' ? 70 : 36,
    size: side === 'x' ? 30 : 52,
    gap: side === 'x' ? 4 : 8,
    values: (_plot, values) => values.map((value) => (value === null ? '' : tick(value))),
  };
}

/** The powers of ten, where there are two or more of them: lines between would be a thicket. */
function decades(_plot: uPlot, splits: readonly number[]): (number | null)[] {
  const isPower = (value: number) => Math.abs(Math.log10(value) % 1) < 1e-9;
  const few = splits.filter(isPower).length < 2;
  return splits.map((value) => (few || isPower(value) ? value : null));
}

function scaleSwitch(logarithmic: boolean, choose: (logarithmic: boolean) => void): HTMLElement {
  const buttons = [false, true].map((value) =>
    element(
      'button',
      { type: 'button', 'aria-pressed': String(value === logarithmic) },
      value ? 'log' : 'linear',
    ),
  );
  buttons.forEach((button, index) => {
    button.addEventListener('click', () => {
      buttons.forEach((each, i) => {
        each.setAttribute('aria-pressed', String(i === index));
      });
      choose(index === 1);
    });
  });
  return element(
    'div',
    { class: 'segments', role: 'group', 'aria-label': 'Scale of the cost' },
    ...buttons,
  );
}
