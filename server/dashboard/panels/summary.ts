import { fromWire } from '../../client.js';
import { element, write } from '../element.js';
import { count, percent, quantity } from '../numbers.js';
import type { RunStore, Trace } from '../store/run.js';

/** The figures of one run, made once and written into from then on. */
interface Card {
  readonly root: HTMLElement;
  readonly phase: HTMLElement;
  readonly progress: HTMLProgressElement;
  readonly iteration: HTMLElement;
  readonly figures: readonly HTMLElement[];
}

const cards = new Map<string, Card>();

const newest = ({ value, points }: Trace, format: (value: number) => string) =>
  points.length === 0 ? '–' : format(value);

const figures: readonly { readonly name: string; readonly of: (run: RunStore) => string }[] = [
  { name: 'cost', of: ({ traces }) => newest(traces.cost, quantity) },
  { name: 'train', of: ({ traces }) => newest(traces.trainAccuracy, percent) },
  { name: 'test', of: ({ traces }) => newest(traces.testAccuracy, percent) },
  { name: 'learning rate', of: rateOf },
  { name: 'iterations / s', of: ({ traces }) => newest(traces.speed, count) },
];

/** How each run stands, in a line of figures. */
export function drawSummary(section: HTMLElement, runs: readonly RunStore[]): void {
  for (const run of runs) {
    const card = cards.get(run.name) ?? cardOf(run);
    cards.set(run.name, card);
    if (card.root.parentElement !== section) section.append(card.root);
    const { status, configuration, traces } = run;
    const phase = status?.phase ?? 'waiting';
    write(card.phase, status?.error === undefined ? phase : `${phase}: ${status.error}`);
    card.phase.dataset.phase = phase;
    const done = status?.iteration ?? traces.cost.iteration;
    const all = configuration?.iterations;
    card.progress.hidden = all === undefined;
    card.progress.max = all ?? 1;
    card.progress.value = Math.min(done, card.progress.max);
    write(card.iteration, all === undefined ? count(done) : `${count(done)} of ${count(all)}`);
    figures.forEach(({ of }, i) => {
      write(card.figures[i], of(run));
    });
  }
  for (const [name, { root }] of cards) {
    if (!runs.some((run) => run.name === name)) root.remove();
  }
}

function cardOf({ name, color }: RunStore): Card {
  const phase = element('span', { class: 'phase' });
  const progress = element('progress', { 'aria-label': `Iterations of ${name}` });
  const iteration = element('span', { class: 'iteration' });
  const values = figures.map(() => element('dd', {}));
  const root = element(
    'article',
    { class: 'card', 'data-color': color },
    element('div', { class: 'state' }, element('h2', {}, name), phase),
    element(
      'dl',
      {},
      ...figures.map(({ name: title }, i) =>
        element('div', {}, element('dt', {}, title), values[i]),
      ),
    ),
    element('div', { class: 'progress' }, progress, iteration),
  );
  return { root, phase, progress, iteration, figures: values };
}

function rateOf({ status, traces }: RunStore): string {
  if (traces.learningRate.points.length > 0) return quantity(traces.learningRate.value);
  const rate = status?.learningRate;
  return rate === undefined || rate === null ? '–' : quantity(fromWire(rate));
}
