import { fromWire, type HistogramState } from '../../client.js';
import { shape } from '../drawing.js';
import { element, write } from '../element.js';
import { count, quantity } from '../numbers.js';
import type { RunStore } from '../store/run.js';

const WIDTH = 240;
const HEIGHT = 72;

const kinds = ['activations', 'weights', 'gradients'] as const;

/** How activations, weights and gradients of each layer are spread. */
export function drawLayers(section: HTMLElement, { layers, configuration }: RunStore): void {
  section.hidden = layers === undefined || layers.layers.length === 0;
  if (layers === undefined) return;
  write(section.querySelector('.aside') ?? section, `after iteration ${count(layers.iteration)}`);
  const names = configuration?.activations ?? [];
  const rows = layers.layers.map((each) =>
    element(
      'article',
      { class: 'layer' },
      element('h3', {}, `Layer ${each.layer}`, element('small', {}, names[each.layer - 1] ?? '')),
      ...kinds.map((kind) => histogram(kind, each.layer, each[kind])),
    ),
  );
  section.querySelector('.layers')?.replaceChildren(...rows);
}

function histogram(kind: string, layer: number, spread: HistogramState): HTMLElement {
  const { counts, nonFinite } = spread;
  const [min, max, mean, deviation] = [spread.min, spread.max, spread.mean, spread.deviation].map(
    (value) => (value === null ? NaN : fromWire(value)),
  );
  const empty = Number.isNaN(min);
  const wrong = nonFinite > 0 ? `, ${count(nonFinite)} not finite` : '';
  const inWords = empty ? 'no finite value' : `${quantity(mean)} ± ${quantity(deviation)}`;
  const picture = shape(
    'svg',
    {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: 'none',
      role: 'img',
      'aria-label': `${kind} of layer ${layer}, from ${quantity(min)} to ${quantity(max)}: ${inWords}${wrong}`,
    },
    shape('path', { class: 'bars', d: bars(counts) }),
    shape('path', { class: 'zero', d: zeroLine(min, max) }),
  );
  return element(
    'figure',
    { class: 'histogram', 'data-kind': kind },
    picture,
    element(
      'div',
      { class: 'ends', 'aria-hidden': 'true' },
      element('span', {}, empty ? '' : quantity(min)),
      element('span', {}, empty ? '' : quantity(max)),
    ),
    element('figcaption', {}, element('b', {}, kind), `${inWords}${wrong}`),
  );
}

function bars(counts: readonly number[]): string {
  const most = Math.max(1, ...counts);
  const step = WIDTH / Math.max(1, counts.length);
  const width = Math.max(0.5, step - 1).toFixed(2);
  return counts
    .map((n, i) => {
      // The least that can be seen: a bin with one value among thousands is there.
      const height = n === 0 ? 0 : Math.max(1, (HEIGHT * n) / most);
      return `M${(i * step).toFixed(2)} ${HEIGHT}v${(-height).toFixed(2)}h${width}V${HEIGHT}z`;
    })
    .join('');
}

function zeroLine(min: number, max: number): string {
  return min < 0 && max > 0 ? `M${((WIDTH * -min) / (max - min)).toFixed(2)} 0V${HEIGHT}` : '';
}
