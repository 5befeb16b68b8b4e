/*
 * The other side of `npm run bench -- broadcast`, in a process of its own: it opens bare sockets, and tells what
 * they saw when it is asked.
 */
import { openRawClient, type RawClient } from './rawClient.js';

/** What the bench asks of the load. */
export type Order =
  | {
      readonly type: 'open';
      readonly port: number;
      readonly path?: string | undefined;
      readonly count: number;
      readonly messages: readonly string[];
      /** Frames that come before the first of a topic. Default: one for each message. */
      readonly answers?: number;
    }
  /** Every so many-th client looks at the moment in each value. */
  | { readonly type: 'look'; readonly every: number }
  | { readonly type: 'report' }
  | { readonly type: 'stop'; readonly count: number }
  /** Wakes those that were stopped; those whose connection was closed meanwhile come back behind their position. */
  | (Comeback & { readonly type: 'wake'; readonly count: number })
  /** Cuts all connections, then opens them again, each behind its position. */
  | (Comeback & { readonly type: 'reconnect' })
  | { readonly type: 'close' };

/** Where clients come back to, and the seq with which they are whole. */
export interface Comeback {
  readonly port: number;
  readonly topic: string;
  readonly until: number;
}

/** What the clients saw. */
export interface Sight {
  readonly frames: number;
  readonly least: number;
  readonly gaps: number;
  readonly duplicates: number;
  /** Of the delays since the last report, in ms; NaN where nobody looked. */
  readonly p99: number;
  /** For 'wake' and 'reconnect': how long until all were whole. */
  readonly wholeMs: number;
  /** For 'wake': how many had been closed. */
  readonly comebacks: number;
}

let clients: RawClient[] = [];
let every = 0;

process.on('message', (order: Order) => {
  void obey(order).then((seen) => process.send?.(seen));
});

async function obey(order: Order): Promise<Sight> {
  switch (order.type) {
    case 'open': {
      const { port, path, count, messages, answers = messages.length } = order;
      clients = Array.from({ length: count }, (_, i) =>
        openRawClient({ port, path, messages, reads: every > 0 && i % every === 0 }),
      );
      await until(() => clients.every(({ frames }) => frames >= answers));
      break;
    }
    case 'look':
      every = order.every;
      break;
    case 'report':
      break;
    case 'stop':
      for (const { socket } of clients.slice(-order.count)) socket.pause();
      break;
    case 'wake': {
      const start = performance.now();
      const stopped = clients.splice(-order.count);
      for (const { socket } of stopped) socket.resume();
      const isOver = ({ last, socket }: RawClient) => last >= order.until || socket.destroyed;
      await until(() => stopped.every(isOver));
      const back = stopped.map((client) =>
        client.last >= order.until ? client : again(client, order),
      );
      clients.push(...back);
      await until(() => back.every(({ last }) => last >= order.until));
      const comebacks = back.filter((client, i) => client !== stopped[i]).length;
      return { ...sight(), wholeMs: performance.now() - start, comebacks };
    }
    case 'reconnect': {
      const start = performance.now();
      for (const { socket } of clients) socket.destroy();
      clients = clients.map((client) => again(client, order));
      await until(() => clients.every(({ last }) => last >= order.until));
      return { ...sight(), wholeMs: performance.now() - start };
    }
    case 'close':
      for (const { socket } of clients) socket.destroy();
      clients = [];
  }
  return sight();
}

/** The same client on another connection, behind its position. */
function again({ epoch, last }: RawClient, { port, topic }: Comeback): RawClient {
  const hello = { t: 'hello', client: 'load', resume: [{ topic, epoch, seq: last }] };
  const client = openRawClient({ port, messages: [JSON.stringify(hello)], reads: false });
  client.last = last;
  return client;
}

function sight(): Sight {
  const sum = (field: 'frames' | 'gaps' | 'duplicates') =>
    clients.reduce((total, client) => total + client[field], 0);
  return {
    frames: sum('frames'),
    least: clients.reduce((least, { last }) => Math.min(least, last), Infinity),
    gaps: sum('gaps'),
    duplicates: sum('duplicates'),
    p99: p99Of(clients.flatMap(({ delays }) => delays.splice(0))),
    wholeMs: 0,
    comebacks: 0,
  };
}

/** Told, and not the delays: millions of them would be in the memory of the server while it is measured. */
function p99Of(delays: readonly number[]): number {
  const sorted = Float64Array.from(delays).sort();
  return sorted[Math.floor(0.99 * sorted.length)] ?? NaN;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
}
