import {
  type PointRange,
  type RunConfiguration,
  type RunLifeEvent,
  rangesOf,
  type TopicPart,
} from '../../server/client.js';

/** What a run that is watched has to say, in the order in which it says it: one line each with `--json`. */
export type WatchEvent = RunSeen | CostSeen | LifeSeen;

/** Its configuration. */
export interface RunSeen {
  readonly type: 'run';
  readonly network: string;
  readonly [name: string]: unknown;
}

/** A report, or now and then the newest cost of a run without reports. */
export interface CostSeen {
  readonly type: 'cost';
  readonly network: string;
  readonly iteration: number;
  readonly cost: number;
  readonly trainAccuracy?: number;
  readonly testAccuracy?: number;
  readonly iterationsPerSecond?: number;
}

/** Something that happened to it. */
export interface LifeSeen {
  readonly type: 'event';
  readonly network: string;
  readonly event: RunLifeEvent;
}

/** A run, from what comes of its topics. */
export interface Followed {
  /** Takes in a part; gives what is to be said. */
  readonly take: (part: TopicPart) => WatchEvent[];
  /** The newest cost, of a run that has no reports so far. */
  readonly newest: () => CostSeen | undefined;
  readonly hasEnded: () => boolean;
  /** What was kept for the end: the end itself. */
  readonly rest: () => WatchEvent[];
}

/**
 * Follows a run. Topics have no order among each other: the configuration is said first, a report when the cost of its
 * iteration is there too, and both accuracies, and the end at the end.
 */
export function followRun(network: string): Followed {
  const costs: PointRange[] = [];
  const train: PointRange[] = [];
  const test: PointRange[] = [];
  let reported = false;
  let begun = false;
  let last: LifeSeen | undefined;
  /** What came before the configuration. */
  let waiting: WatchEvent[] = [];
  let iterationsPerSecond: number | undefined;
  const speed = () => (iterationsPerSecond === undefined ? {} : { iterationsPerSecond });

  function reports(): CostSeen[] {
    const seen: CostSeen[] = [];
    for (;;) {
      const [trained] = train;
      const [tested] = test;
      if (trained === undefined || tested === undefined) return seen;
      if (trained.iteration !== tested.iteration) {
        // Merged differently: the older one has lost its partner.
        (trained.iteration < tested.iteration ? train : test).shift();
        continue;
      }
      const { iteration } = trained;
      while (costs.length > 0 && costs[0].iteration < iteration) costs.shift();
      if (costs.length === 0) return seen;
      reported = true;
      train.shift();
      test.shift();
      seen.push({
        type: 'cost',
        network,
        iteration,
        cost: costs[0].value,
        trainAccuracy: trained.value,
        testAccuracy: tested.value,
        ...speed(),
      });
    }
  }

  function take(part: TopicPart): WatchEvent[] {
    const fresh = eventsOf(part);
    const events = waiting.concat(fresh);
    waiting = begun ? [] : events;
    return begun ? events : [];
  }

  function eventsOf(part: TopicPart): WatchEvent[] {
    const topic = part.topic.slice(network.length + 1);
    const series = { 'train/cost': costs, 'train/accuracy': train, 'test/accuracy': test }[topic];
    if (part.kind === 'points' || part.kind === 'ranges') {
      const ranges = rangesOf(part);
      if (topic === 'run/speed') iterationsPerSecond = ranges.at(-1)?.value;
      if (series === undefined) return [];
      add(series, ranges);
      return reports();
    }
    if (part.kind === 'reset') series?.splice(0);
    if (part.kind === 'state' && topic === 'run/configuration') {
      begun = true;
      waiting.unshift({ ...configurationOf(part.value), type: 'run', network });
      return [];
    }
    if (!isLifeEvent(part)) return [];
    const seen: LifeSeen = { type: 'event', network, event: part.event };
    const isEnd = ['finished', 'stopped', 'failed', 'diverged'].includes(part.event.type);
    last = isEnd ? seen : undefined;
    return isEnd ? [] : [seen];
  }

  return {
    take,
    newest() {
      const newest = costs.at(-1);
      if (reported || newest === undefined) return undefined;
      costs.splice(0, costs.length - 1);
      return { type: 'cost', network, iteration: newest.iteration, cost: newest.value, ...speed() };
    },
    hasEnded: () => last !== undefined,
    rest: () => waiting.concat(last ?? []),
  };
}

/** Adds points; those that a rewind goes behind are void. */
function add(series: PointRange[], ranges: readonly PointRange[]): void {
  for (const range of ranges) {
    while ((series.at(-1)?.iteration ?? -1) >= range.iteration) series.pop();
    series.push(range);
  }
}

/*
 * What is in a topic is what the protocol says. A server is trusted that far, and texts are made safe for a
 * terminal where they are written.
 */

function configurationOf(value: unknown): RunConfiguration {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function isLifeEvent(part: TopicPart): part is TopicPart & { readonly event: RunLifeEvent } {
  return part.kind === 'event' && part.topic.endsWith('/run/events');
}
