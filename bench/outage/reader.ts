import { setTimeout } from 'node:timers/promises';
import type { Subscription } from 'rxjs';
import { type Publication, receive, type Source } from '../../streams/index.js';

/** Reads a broker while it comes and goes, and tells in the end whether all is there. */
export interface OutageReader {
  /** Waits until so many events and points of each series have come, or nothing comes for a while. */
  wholeAt(events: number, points: number): Promise<Account>;
  end(): void;
}

/** What the broker was given. */
export interface Account {
  /** In order, each once. */
  readonly areEventsWhole: boolean;
  /** Each point once, by itself or in a row, and every row right. */
  readonly areSeriesWhole: boolean;
  readonly records: number;
  /** Records that came again, with the same id. */
  readonly again: number;
  /** Points that are in rows. */
  readonly merged: number;
  /** What the events say of losses. */
  readonly toldThinned: number;
  readonly toldLost: number;
}

/** How long nothing comes until nothing is waited for any more. */
const QUIET_MS = 30_000;

export function readOutage(source: Source): OutageReader {
  const ids = new Set<string>();
  const events: number[] = [];
  const series = new Map<string, number>();
  let again = 0;
  let merged = 0;
  let toldThinned = 0;
  let toldLost = 0;
  let isRight = true;

  function cover(topic: string, first: number, count: number): void {
    const covered = series.get(topic) ?? 0;
    isRight &&= first === covered + 1;
    series.set(topic, covered + count);
  }

  function take(publication: Publication): void {
    if (publication.type === 'event') {
      const { type, n, lost } = dataOf(publication.data);
      if (type === 'thinned') toldThinned += lost;
      else if (type === 'lost') toldLost += lost;
      else events.push(n);
      return;
    }
    const { topic, first } = publication;
    if (publication.type === 'points') {
      cover(topic, first, publication.x.length);
      isRight &&= publication.x.every((x, i) => x === first + i);
      if (topic === 'iteration') isRight &&= publication.y.every((y, i) => y === first + i);
      return;
    }
    let next = first;
    for (const [x0, x1, min, max, from, to, count] of publication.rows) {
      cover(topic, next, count);
      isRight &&= x0 === next && x1 === next + count - 1;
      if (topic === 'iteration') isRight &&= min === x0 && max === x1 && from === x0 && to === x1;
      next += count;
      merged += count;
    }
  }

  let lastMs = performance.now();
  let trouble: unknown;
  const subscription: Subscription = receive(source).subscribe({
    next(delivery) {
      lastMs = performance.now();
      const publication: Publication = JSON.parse(new TextDecoder().decode(delivery.value));
      delivery.ack();
      delivery.taken();
      if (ids.has(publication.id)) again++;
      else take(publication);
      ids.add(publication.id);
    },
    error: (error: unknown) => {
      trouble = error;
    },
  });

  return {
    async wholeAt(eventCount, pointCount) {
      const isThere = () =>
        events.length >= eventCount &&
        [...series.values()].every((covered) => covered >= pointCount);
      while (!isThere() && performance.now() - lastMs < QUIET_MS) {
        if (trouble !== undefined) throw trouble;
        await setTimeout(20);
      }
      return {
        areEventsWhole: events.length === eventCount && events.every((n, i) => n === i),
        areSeriesWhole: isRight && [...series.values()].every((covered) => covered === pointCount),
        records: ids.size,
        again,
        merged,
        toldThinned,
        toldLost,
      };
    },
    end: () => subscription.unsubscribe(),
  };
}

function dataOf(data: unknown): { type: string; n: number; lost: number } {
  return { type: '', n: Number.NaN, lost: 0, ...(typeof data === 'object' ? data : {}) };
}
