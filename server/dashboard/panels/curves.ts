import { skip } from 'rxjs';
import { type Chart, type ChartOptions, chart } from '../charts/chart.js';
import type { Curve } from '../charts/picture.js';
import { type Range, type View, view } from '../charts/range.js';
import { element, write } from '../element.js';
import { recall, remember } from '../memory.js';
import { count, percent, quantity } from '../numbers.js';
import type { Painter } from '../paint.js';
import type { Metric, RunStore } from '../store/run.js';

/** All charts over the same iterations. */
export interface Curves {
  /** One function for each chart, so that they can be drawn in different frames. */
  readonly draws: readonly (() => void)[];
  /** What is drawn from now on. */
  readonly show: (runs: readonly RunStore[]) => void;
}

interface Panel extends ChartOptions {
  readonly metrics: readonly { readonly metric: Metric; readonly suffix?: string }[];
}

const panels = (): readonly Panel[] => [
  {
    title: 'Cost',
    metrics: [{ metric: 'cost' }],
    format: quantity,
    height: 300,
    scale: {
      logarithmic: recall('logarithmic') === true,
      choose: (logarithmic) => remember('logarithmic', logarithmic),
    },
  },
  {
    title: 'Accuracy',
    metrics: [
      { metric: 'trainAccuracy', suffix: 'train' },
      { metric: 'testAccuracy', suffix: 'test' },
    ],
    format: percent,
    height: 300,
    atLeast: [0.5, 1],
  },
  { title: 'Learning rate', metrics: [{ metric: 'learningRate' }], format: quantity, height: 160 },
  { title: 'Gradient norm', metrics: [{ metric: 'gradientNorm' }], format: quantity, height: 160 },
  { title: 'Iterations per second', metrics: [{ metric: 'speed' }], format: count, height: 160 },
];

/** Fills the place of the charts and that of the range. `mark` is told what is to be drawn again. */
export function curves(place: Element, rangePlace: Element, mark: Painter['mark']): Curves {
  const looked = view(recall('range'));
  let runs: readonly RunStore[] = [];
  const charts = panels().map((panel) => ({ panel, chart: chart(panel, looked, changed) }));
  place.append(...charts.map(({ chart: { element: made } }) => made));
  const drawOne = ({ panel, chart: made }: { readonly panel: Panel; readonly chart: Chart }) => {
    made.draw({ curves: linesOf(panel, runs), markers: markersOf(runs), all: allOf(runs) });
  };
  const drawRange = rangeBar(rangePlace, looked, () => allOf(runs));
  const draws = [drawRange, ...charts.map((each) => () => drawOne(each))];

  function changed(): void {
    draws.forEach(mark);
  }

  looked.chosen$.subscribe((chosen) => {
    remember('range', chosen === 'all' ? undefined : chosen);
    changed();
  });
  return {
    draws,
    show(shown) {
      runs = shown;
      changed();
    },
  };
}

function linesOf({ metrics }: Panel, runs: readonly RunStore[]): Curve[] {
  return runs.flatMap(({ name, color, traces }) =>
    metrics.map(({ metric, suffix }, i) => ({
      name: [...(runs.length > 1 ? [name] : []), suffix ?? ''].join(' ').trim(),
      points: traces[metric].points,
      color,
      dashed: i > 0,
      // A point of the rate comes when it changes.
      ...(metric === 'learningRate' && { holdsUntil: traces.cost.iteration }),
    })),
  );
}

function markersOf(runs: readonly RunStore[]): number[] {
  return runs.flatMap(({ events }) =>
    events
      .filter(({ type }) => type === 'command' || type === 'rewound' || type === 'diverged')
      .slice(-50)
      .map(({ iteration }) => iteration),
  );
}

function allOf(runs: readonly RunStore[]): Range {
  const spans = runs.flatMap(({ traces }) =>
    Object.values(traces).flatMap(({ points: { span } }) => (span === undefined ? [] : [span])),
  );
  if (spans.length === 0) return { from: 0, to: 1 };
  const from = Math.min(...spans.map(([first]) => first));
  return { from, to: Math.max(from + 1, ...spans.map(([, last]) => last)) };
}

/** Which iterations are shown, and buttons to change that. */
function rangeBar(place: Element, looked: View, all: () => Range): () => void {
  // It changes all the time while a run goes on: a screen reader is told what the reader chose.
  const text = element('output', { 'aria-label': 'Iterations shown', 'aria-live': 'off' });
  const told = element('p', { class: 'unseen', role: 'status' });
  const button = (label: string, title: string, press: () => void) =>
    element('button', { type: 'button', 'aria-label': title, title, onclick: press }, label);
  const whole = button('All', 'Show all iterations', looked.showAll);
  place.append(
    text,
    told,
    element(
      'div',
      { class: 'segments', role: 'group', 'aria-label': 'Zoom and pan' },
      button('←', 'Earlier', () => looked.pan(-0.25, all())),
      button('→', 'Later', () => looked.pan(0.25, all())),
      button('−', 'Zoom out', () => looked.zoom(2, all())),
      button('+', 'Zoom in', () => looked.zoom(0.5, all())),
      whole,
    ),
  );
  const cursor = element('span', { class: 'cursor', 'aria-hidden': 'true' });
  place.prepend(cursor);
  looked.cursor$.subscribe((at) => {
    write(cursor, at === undefined ? '' : `at ${count(at)}`);
  });
  const words = ({ from, to }: Range) => `iterations ${count(Math.ceil(from))} to ${count(to)}`;
  looked.chosen$.pipe(skip(1)).subscribe((chosen) => {
    write(told, chosen === 'all' ? 'all iterations' : words(chosen));
  });
  return () => {
    const chosen = looked.chosen$.value;
    write(text, words(looked.rangeIn(all())));
    whole.setAttribute('aria-pressed', String(chosen === 'all'));
  };
}
