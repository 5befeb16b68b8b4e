import type { Connection, ConnectionStatus, TopicPart, Welcome } from '../client.js';
import { painter } from './paint.js';
import { drawActivations } from './panels/activations.js';
import { drawConfiguration } from './panels/configuration.js';
import { controls } from './panels/controls.js';
import { curves } from './panels/curves.js';
import { drawEvents } from './panels/events.js';
import { drawLayers } from './panels/layers.js';
import { type Choice, drawRuns } from './panels/runChips.js';
import { drawSamples } from './panels/samples.js';
import { drawStatus } from './panels/statusLine.js';
import { drawSummary } from './panels/summary.js';
import { drawWeights } from './panels/weights.js';
import { type Facet, type RunStore, runStore } from './store/run.js';
import { switchTheme } from './theme.js';

/** Points of the past of a curve that are shown one by one: with more a long run would be shown later. */
const PAST = 32_768;

/**
 * Builds the panels and fills them: what comes goes into stores, and is drawn from there, what has changed, when the
 * browser draws anyway.
 */
export function panels(connection: Connection): void {
  const runs = new Map<string, RunStore>();
  const { mark } = painter();
  let choice: Choice = { hidden: new Set(), detailed: undefined };
  let welcome: Welcome | undefined;
  let status: ConnectionStatus = { state: 'connecting', attempt: 1 };

  const all = () => [...runs.values()];
  const shown = () => all().filter(({ name }) => !choice.hidden.has(name));
  const detailed = () => runs.get(choice.detailed ?? '') ?? all()[0];

  const charts = curves(place('charts'), place('range'), mark);
  const steering = controls(place('controls'), connection);

  const detail = (id: string, draw: (section: HTMLElement, run: RunStore) => void) => () => {
    const run = detailed();
    if (run !== undefined) draw(place(id), run);
  };
  const draw = {
    status: () => drawStatus(place('status'), status),
    summary: () => drawSummary(place('summary'), shown()),
    controls: () =>
      steering.draw(all(), welcome?.role === 'controller', status.state !== 'disconnected'),
    runs: () => drawRuns(place('runs'), all(), choice, choose),
    events: () => drawEvents(place('events'), shown()),
    samples: detail('samples', drawSamples),
    weights: detail('weights', drawWeights),
    layers: detail('layers', drawLayers),
    activations: detail('activations', drawActivations),
    configuration: detail('configuration', drawConfiguration),
  };

  const drawnFor: Readonly<Record<Facet, readonly (() => void)[]>> = {
    curves: [draw.summary, ...charts.draws],
    status: [draw.summary, draw.controls],
    configuration: [draw.summary, draw.configuration, draw.activations, draw.layers],
    events: [draw.events, ...charts.draws],
    samples: [draw.samples],
    weights: [draw.weights],
    layers: [draw.layers],
  };

  function markAll(draws: readonly (() => void)[]): void {
    draws.forEach(mark);
  }

  function choose(next: Choice): void {
    choice = next;
    charts.show(shown());
    markAll(Object.values(draw));
  }

  function take(run: RunStore, part: TopicPart): void {
    const facet = run.take(part);
    if (facet !== undefined) markAll(drawnFor[facet]);
  }

  /** Runs that are new to the page are read from their beginning. */
  function meet(news: Welcome): void {
    welcome = news;
    const names = new Set(news.topics.map(({ topic }) => topic.slice(0, topic.indexOf('/'))));
    for (const name of names) {
      if (runs.has(name)) continue;
      const run = runStore(name, runs.size);
      runs.set(name, run);
      connection.topics(`${name}/*`, { points: PAST }).subscribe({
        next: (part) => take(run, part),
        // The server has no such run any more: what was seen of it stays.
        error: () => mark(draw.status),
      });
    }
    choose(choice);
  }

  connection.welcome$.subscribe(meet);
  connection.status$.subscribe((now) => {
    status = now;
    markAll([draw.status, draw.controls]);
  });
  place('theme').addEventListener('click', switchTheme);
  markAll(Object.values(draw));
}

function place(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no ${id}`);
  return found;
}
