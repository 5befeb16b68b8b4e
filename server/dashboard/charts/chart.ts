import { skip } from 'rxjs';
import type uPlot from 'uplot';
import { element, write } from '../element.js';
import { count } from '../numbers.js';
import { theme$ } from '../theme.js';
import { asSteps } from './asSteps.js';
import { cellOf, inCells } from './cells.js';
import { handleKeys } from './handleKeys.js';
import { drawLegend } from './legend.js';
import { lookAt, type Picture } from './picture.js';
import { makePlot } from './plot.js';
import type { Range, View } from './range.js';
import { scaleSwitch } from './scaleSwitch.js';
import type { Sight } from './sight.js';
import { tableOf } from './tableOf.js';

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

/** A width in which nothing can be shown, as in a window that is being made. In CSS pixels. */
const LEAST = 40;

export interface Chart {
  readonly element: HTMLElement;
  readonly draw: (picture: Picture) => void;
}

/**
 * A chart of curves over iterations, with a legend, a read-out under the cursor, zoom and pan. `changed` is called when
 * it should be drawn again.
 */
export function chart(options: ChartOptions, view: View, changed: () => void): Chart {
  const key = element('div', { class: 'key' });
  const plotted = element('div', {
    class: 'plot',
    tabindex: 0,
    role: 'img',
    'aria-describedby': 'keys',
  });
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
  let sight: Sight = { ...picture, range: picture.all, stretches: [], cell: 1, logarithmic };
  let width = 0;
  let shape = '';

  /** A plot is made anew when its lines, its colours or its scale are others. */
  function remake(): void {
    shape = '';
    changed();
  }

  function draw(next: Picture): void {
    picture = next;
    if (width < LEAST) return;
    const { curves, all } = picture;
    const range = view.rangeIn(all);
    const cell = cellOf(range, width);
    const stretches = curves.map((curve) => {
      const shown = inCells(lookAt(curve, range, cell / 2), cell);
      return curve.holdsUntil === undefined ? shown : asSteps(shown, cell);
    });
    sight = { ...picture, range, stretches, cell, logarithmic };
    const table = tableOf(stretches, logarithmic);
    const wanted = curves.map(({ name, color }) => `${color}${name}`).join('\n');
    if (plot === undefined || wanted !== shape) {
      plot?.destroy();
      shape = wanted;
      plot = makePlot(plotted, table, { ...options, ...size(), view, sight: () => sight, drawKey });
    } else {
      const drawn = plot;
      // All of it now, so that whoever counts the time of a frame sees it.
      drawn.batch(() => {
        if (drawn.width !== width) drawn.setSize(size());
        drawn.setData(table, false);
        drawn.setScale('x', { min: range.from, max: range.to });
      });
    }
    nothing.hidden = curves.some(({ points }) => points.length > 0);
    drawKey();
    const words = summary(range);
    if (plotted.getAttribute('aria-label') !== words) plotted.setAttribute('aria-label', words);
    drawNote(range);
  }

  /** Lower on a phone. */
  function size() {
    return { width, height: Math.min(options.height, Math.max(150, Math.round(0.62 * width))) };
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

  // Asking the element for its width while a frame is drawn would have the browser lay out the page each time.
  new ResizeObserver(([{ contentRect }]) => {
    width = Math.floor(contentRect.width);
    changed();
  }).observe(plotted);
  handleKeys(plotted, view, () => picture.all);
  theme$.pipe(skip(1)).subscribe(remake);
  return { element: frame, draw };
}
