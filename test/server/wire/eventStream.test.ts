import { type Serving, serve } from 'gradstream/server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ServerMessage } from '../../../server/protocol/serverMessages.js';
import { scriptedRun } from './scriptedRun.js';

let serving: Serving;
let scripted: ReturnType<typeof scriptedRun>;

beforeEach(async () => {
  scripted = scriptedRun();
  serving = await serve(scripted.run, { tickMs: 5 });
});

afterEach(() => serving.close());

/** The events of a stream, until something holds of the last one; then it is cut. */
async function eventsUntil(
  pattern: string,
  lastId: string | undefined,
  holds: (message: ServerMessage) => boolean,
): Promise<{ id: string; message: ServerMessage }[]> {
  const response = await fetch(new URL(`v1/sse?topic=${pattern}`, serving.url), {
    headers: lastId === undefined ? {} : { 'Last-Event-ID': lastId },
  });
  const events: { id: string; message: ServerMessage }[] = [];
  let text = '';
  for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const whole = (text + part).split('\n\n');
    text = whole.pop() ?? '';
    for (const event of whole) {
      const { id = '', data = '' } =
        /^(?:id: (?<id>.*)\n)?data: (?<data>.*)$/.exec(event)?.groups ?? {};
      const message: ServerMessage = JSON.parse(data);
      events.push({ id, message });
      if (holds(message)) return events;
    }
  }
  throw new Error('The stream has ended');
}

test('goes on right behind any event, of points and of rows', async () => {
  const POINTS = 400_000;
  // More than is kept point by point.
  for (let i = 0; i < POINTS; i++) scripted.costs(i);
  const isLast = (message: ServerMessage) => 'l' in message && message.l === POINTS;
  const all = await eventsUntil('r1/train/cost', undefined, isLast);
  expect(new Set(all.map(({ message }) => message.t))).toEqual(new Set(['agg', 'data']));
  for (const i of [0, 1, 2, all.findIndex(({ message }) => message.t === 'data'), all.length - 2]) {
    const rest = await eventsUntil('r1/train/cost', all[i].id, () => true);
    expect(rest[0].message).toEqual(all[i + 1].message);
  }
});

test('has the position in all topics in the id of each event, without those of which nothing came', async () => {
  scripted.costs(1, 2);
  const seen = new Set<string>();
  const wanted = ['r1/train/cost', 'r1/train/learningRate', 'r1/run/events'];
  const events = await eventsUntil('r1/*', undefined, (message) => {
    if ('s' in message) seen.add(message.s);
    return wanted.every((topic) => seen.has(topic));
  });
  const parts = (events.at(-1)?.id ?? '').split('&').map((part) => part.split('@'));
  const seqs = Object.fromEntries(parts.map(([topic, , seq]) => [decodeURIComponent(topic), seq]));
  expect(seqs).toMatchObject({ 'r1/train/cost': '2', 'r1/run/events': '1' });
  expect(Object.keys(seqs).toSorted()).toEqual([...seen].toSorted());
  // The epoch is said once.
  expect(parts.map(([, epoch]) => epoch === '')).toEqual(parts.map((_, i) => i > 0));
});

test('of topics that are new to who comes back begins them with everything', async () => {
  scripted.costs(1, 2);
  const [{ id }] = await eventsUntil('r1/train/cost', undefined, () => true);
  const isEvent = ({ t }: ServerMessage) => t === 'event';
  const events = await eventsUntil('r1/*', id, isEvent);
  expect(events.some(({ message }) => message.t === 'data' && message.s === 'r1/train/cost')).toBe(
    false,
  );
  expect(events.at(-1)?.message).toMatchObject({ t: 'event', q: 1, d: { type: 'started' } });
});
