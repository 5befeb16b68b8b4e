import type {
  EventPart,
  LayersState,
  RunConfiguration,
  RunLifeEvent,
  RunStatus,
  SampleImage,
  SamplesState,
  StatePart,
  TopicPart,
  WeightImage,
} from '../../client.js';
import { seriesTopics } from '../../protocol/seriesTopics.js';
import { type Pyramid, pyramid } from './pyramid.js';

export type Metric = keyof typeof seriesTopics;

/** A curve and its newest point. */
export interface Trace {
  readonly points: Pyramid;
  iteration: number;
  value: number;
}

/** Parts of the page that show a run: what is to be drawn again. */
export type Facet =
  | 'curves'
  | 'status'
  | 'configuration'
  | 'events'
  | 'samples'
  | 'weights'
  | 'layers';

/** All that is known of a run. */
export interface RunStore {
  readonly name: string;
  /** Which colour of the palette. */
  readonly color: number;
  readonly traces: Readonly<Record<Metric, Trace>>;
  readonly events: RunLifeEvent[];
  readonly images: SampleImage[];
  readonly weights: Map<number, WeightImage>;
  configuration?: RunConfiguration;
  status?: RunStatus;
  samples?: SamplesState;
  layers?: LayersState;
  /** Takes in what came; tells what is to be drawn again. */
  readonly take: (part: TopicPart) => Facet | undefined;
}

/** Nothing is known of a run yet. */
export function runStore(name: string, color: number): RunStore {
  const traces = {
    cost: trace(),
    trainAccuracy: trace(),
    testAccuracy: trace(),
    learningRate: trace(),
    gradientNorm: trace(),
    speed: trace(),
  };
  const topicOf: Readonly<Record<string, string>> = seriesTopics;
  const byTopic = new Map<string, Trace>(
    Object.entries(traces).map(([metric, each]) => [topicOf[metric], each]),
  );

  function take(part: TopicPart): Facet | undefined {
    const rest = part.topic.slice(name.length + 1);
    const curve = byTopic.get(rest);
    if (curve !== undefined) {
      takeCurve(curve, part);
      return 'curves';
    }
    switch (rest) {
      case 'run/configuration':
        if (isState<RunConfiguration>(part)) store.configuration = part.value;
        return 'configuration';
      case 'run/status':
        if (isState<RunStatus>(part)) store.status = part.value;
        return 'status';
      case 'run/events':
        if (part.kind === 'reset') store.events.length = 0;
        if (isEvent<RunLifeEvent>(part)) store.events.push(part.event);
        return 'events';
      case 'samples':
        if (isState<SamplesState>(part)) store.samples = part.value;
        return 'samples';
      case 'samples/images':
        if (part.kind === 'reset') store.images.length = 0;
        if (isEvent<SampleImage>(part)) store.images.push(part.event);
        return 'samples';
      case 'layers':
        if (isState<LayersState>(part)) store.layers = part.value;
        return 'layers';
    }
    const unit = /^weights\/(\d+)$/.exec(rest)?.[1];
    if (unit === undefined) return undefined;
    if (isState<WeightImage>(part)) store.weights.set(Number(unit), part.value);
    return 'weights';
  }

  const store: RunStore = {
    name,
    color,
    traces,
    events: [],
    images: [],
    weights: new Map(),
    take,
  };
  return store;
}

/*
 * What is in a topic is what the protocol says: the server that the page comes from is trusted that far, and
 * whatever it says is only ever drawn or written as text.
 */

function isState<Value>(part: TopicPart): part is StatePart<Value> {
  return part.kind === 'state';
}

function isEvent<Event>(part: TopicPart): part is EventPart<Event> {
  return part.kind === 'event';
}

function trace(): Trace {
  return { points: pyramid(), iteration: 0, value: NaN };
}

function takeCurve(curve: Trace, part: TopicPart): void {
  if (part.kind === 'reset') {
    curve.points.clear();
  } else if (part.kind === 'points') {
    const { iterations, values } = part;
    for (let i = 0; i < values.length; i++) {
      const x = iterations[i];
      const y = finite(values[i]);
      curve.points.append({ x0: x, x1: x, min: y, max: y, last: y });
    }
    curve.iteration = iterations[iterations.length - 1];
    curve.value = values[values.length - 1];
  } else if (part.kind === 'ranges') {
    for (const { from, iteration, min, max, value } of part.ranges) {
      const x0 = Math.min(from, iteration);
      curve.points.append({ x0, x1: iteration, min, max, last: finite(value) });
      curve.iteration = iteration;
      curve.value = value;
    }
  }
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : NaN;
}
