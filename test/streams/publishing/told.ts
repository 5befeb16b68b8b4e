import type { Told } from './stubbornSink.js';

/** The events among what was told, in order. */
export const eventsOf = (taken: readonly Told[]): readonly Told[] =>
  taken.filter(({ type }) => type === 'event');

/** What the events say. */
export const numbersOf = (taken: readonly Told[]): unknown[] =>
  eventsOf(taken).map(({ data }) => data);

/** The points of a topic as they were told: each that is covered, in order. */
export function coveredBy(taken: readonly Told[], topic: string): number[] {
  return taken
    .filter((told) => told.topic === topic && told.type !== 'event')
    .flatMap(({ first = 0, x, rows = [] }) => {
      const counts = x?.map(() => 1) ?? rows.map((row) => row[6]);
      const count = counts.reduce((sum, each) => sum + each, 0);
      return Array.from({ length: count }, (_, i) => first + i);
    });
}

export const rowsOf = (taken: readonly Told[]): (readonly number[])[] =>
  taken.flatMap(({ rows = [] }) => [...rows]);

/** How many points are in rows. */
export const mergedIn = (taken: readonly Told[]): number =>
  rowsOf(taken).reduce((sum, row) => sum + row[6], 0);

/** How many points the events say are not told one by one. */
export function lostIn(taken: readonly Told[]): number {
  return eventsOf(taken).reduce((sum, { data }) => {
    const { type, lost } = typeof data === 'object' ? { ...noLoss, ...data } : noLoss;
    return type === 'thinned' ? sum + lost : sum;
  }, 0);
}

const noLoss = { type: '', lost: 0 };
