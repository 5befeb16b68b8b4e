import { get } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { connect as connectProduct, type TopicPart } from '../../../server/client.js';
import { connect } from './client.js';
import { createKeeper, type Kept, nothingOf, rowOfPoint } from './keeper.js';

/* Clients that come back after each cut, until they are told to stop. */

/** Until somebody knocks again where nobody has opened. */
const RETRY_MS = 2;

/** One that comes back. */
export interface Returning {
  readonly topics: ReadonlyMap<string, Kept>;
  /** How often it has begun a topic anew, because the log of it was another one. */
  readonly begun: number;
  /** Resolves as soon as something holds of what it has; rejects when it has met what may not be. */
  readonly until: (holds: (topics: ReadonlyMap<string, Kept>) => boolean) => Promise<void>;
  readonly stop: () => void;
}

/** Waits for something to hold, looked at after each message. */
function watching(topics: ReadonlyMap<string, Kept>) {
  const looks = new Set<() => void>();
  let trouble: unknown;
  const lookAgain = (): void => {
    for (const look of looks) look();
  };
  return {
    look: lookAgain,
    fail: (error: unknown): void => {
      trouble ??= error;
      lookAgain();
    },
    until: (holds: (topics: ReadonlyMap<string, Kept>) => boolean): Promise<void> =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (trouble !== undefined) reject(trouble);
          else if (holds(topics)) resolve();
          else return;
          looks.delete(look);
        };
        looks.add(look);
        look();
      }),
  };
}

/** By bare messages: `resume` in hello. */
export function rawReturning(port: number, names: readonly string[]): Returning {
  const keeper = createKeeper();
  const { topics } = keeper;
  const watch = watching(topics);
  const stopping = new AbortController();
  const { signal } = stopping;

  async function live(): Promise<void> {
    const client = await connect(port, { hello: false }).catch(() => wait(RETRY_MS));
    if (client === undefined) return;
    const end = () => client.socket.terminate();
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
    client.say({ t: 'hello', client: 'returning', resume: keeper.positions() });
    for (const topic of names)
      if (!topics.has(topic)) client.say({ t: 'sub', id: topic, topic, from: 'first' });
    let taken = 0;
    const take = () => {
      try {
        for (const message of client.got.slice(taken)) {
          if (message.t === 'welcome') message.resumed.forEach(keeper.begin);
          else if (message.t === 'ok') message.topics?.forEach(keeper.begin);
          else keeper.take(message);
        }
      } catch (error) {
        watch.fail(error);
      }
      taken = client.got.length;
      watch.look();
      return false;
    };
    await client.until(take).catch(take);
    signal.removeEventListener('abort', end);
  }

  void (async () => {
    while (!signal.aborted) await live();
  })().catch(watch.fail);
  return {
    topics,
    get begun() {
      return keeper.forgotten;
    },
    until: watch.until,
    stop: () => stopping.abort(),
  };
}

/** By server-sent events: `Last-Event-ID`. */
export function streamReturning(port: number, names: readonly string[]): Returning {
  const keeper = createKeeper();
  const watch = watching(keeper.topics);
  const path = `/v1/sse?${names.map((topic) => `topic=${topic}`).join('&')}`;
  let lastId: string | undefined;
  const stopping = new AbortController();
  const { signal } = stopping;

  /** Takes a whole event: the text between two empty lines. */
  function take(event: string): void {
    for (const line of event.split('\n')) {
      if (line.startsWith('data: ')) keeper.take(JSON.parse(line.slice(6)));
      if (line.startsWith('id: ')) lastId = line.slice(4);
    }
    watch.look();
  }

  const live = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const headers = lastId === undefined ? {} : { 'Last-Event-ID': lastId };
      const options = { host: '127.0.0.1', port, path, headers, signal, agent: false };
      const request = get(options, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          const events = (text + part).split('\n\n');
          text = events.pop() ?? '';
          try {
            events.forEach(take);
          } catch (error) {
            reject(error);
          }
        });
        response.on('error', () => {}).on('close', resolve);
      });
      request.on('error', () => resolve(wait(RETRY_MS)));
    });

  void (async () => {
    while (!signal.aborted) await live();
  })().catch(watch.fail);
  return {
    topics: keeper.topics,
    get begun() {
      return keeper.forgotten;
    },
    until: watch.until,
    stop: () => stopping.abort(),
  };
}

/** By the client of the product. */
export function productReturning(port: number, patterns: readonly string[]): Returning {
  const topics = new Map<string, Kept>();
  const watch = watching(topics);
  let begun = 0;
  const connection = connectProduct(`http://127.0.0.1:${port}/`, {
    WebSocket,
    backOff: { firstMs: 2, mostMs: 10 },
  });

  function take(part: TopicPart): void {
    const kept = topics.get(part.topic) ?? nothingOf('');
    topics.set(part.topic, part.kind === 'reset' ? nothingOf('') : kept);
    if (part.kind === 'reset') begun++;
    if (part.kind === 'state') kept.items.push(part.value);
    if (part.kind === 'event') {
      if (part.seq !== kept.seq + 1) throw new Error(`${kept.seq} is followed by ${part.seq}`);
      kept.seq = part.seq;
      kept.items.push(part.event);
    }
    if (part.kind !== 'points' && part.kind !== 'ranges') return;
    if (part.first !== kept.seq + 1) throw new Error(`${kept.seq} is followed by ${part.first}`);
    kept.seq = part.last;
    if (part.kind === 'points') {
      kept.rows.push(...part.values.map((y, i) => rowOfPoint(part.iterations[i], y)));
      return;
    }
    for (const { from: x0, iteration: x1, value: last, ...range } of part.ranges)
      kept.rows.push({ x0, x1, last, ...range });
  }

  for (const pattern of patterns) {
    connection.topics(pattern).subscribe({
      next(part) {
        try {
          take(part);
        } catch (error) {
          watch.fail(error);
        }
        watch.look();
      },
      error: watch.fail,
    });
  }
  return {
    topics,
    get begun() {
      return begun;
    },
    until: watch.until,
    stop: connection.close,
  };
}
