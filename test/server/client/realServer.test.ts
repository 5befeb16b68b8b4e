import { createTokens, type Serving, serve } from 'gradstream/server';
import { filter, firstValueFrom, lastValueFrom, map, scan, takeWhile, toArray } from 'rxjs';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import {
  type Connection,
  connect,
  type RunLifeEvent,
  type WebSocketConstructor,
} from '../../../server/client.js';
import { scriptedRun } from '../wire/scriptedRun.js';

const cost = 'r1/train/cost';

/** So many lines there are; all but the last are cut at their first or second message. */
const CUTS = 8;

let serving: Serving | undefined;
const tokens = createTokens();
const connections: Connection[] = [];

afterEach(async () => {
  for (const connection of connections.splice(0)) connection.close();
  await serving?.close();
  serving = undefined;
});

async function start(port = 0) {
  const scripted = scriptedRun();
  serving = await serve(scripted.run, { tickMs: 5, port, tokens });
  return { ...scripted, serving };
}

function connectTo({ url }: Serving, Socket: WebSocketConstructor = WebSocket): Connection {
  const connection = connect(url, {
    token: tokens.controller,
    WebSocket: Socket,
    backOff: { firstMs: 20, mostMs: 100 },
  });
  connections.push(connection);
  return connection;
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe('connect() over a real socket', () => {
  test('gives every point, those before it came too', async () => {
    const { costs, serving: server } = await start();
    costs(...range(0, 600));
    const { points } = connectTo(server);
    const got = lastValueFrom(
      points(cost).pipe(
        takeWhile(({ iteration }) => iteration < 1000, true),
        map(({ value }) => value),
        toArray(),
      ),
    );
    costs(...range(600, 1000));
    expect(await got).toEqual(range(0, 1000));
  });

  test('misses nothing and takes nothing twice, however often it is cut off', async () => {
    const { costs, serving: server } = await start();
    const sockets: WebSocket[] = [];
    class Cut extends WebSocket {
      constructor(url: string, protocols: string[]) {
        super(url, protocols);
        sockets.push(this);
        let messages = sockets.length < CUTS ? 1 + (sockets.length % 2) : Infinity;
        this.on('message', () => {
          if (--messages === 0) this.terminate();
        });
      }
    }
    const { points, status$ } = connectTo(server, Cut);
    let done = 0;
    status$.pipe(filter(({ state }) => state === 'live')).subscribe(() => {
      costs(...range(done, done + 100));
      done += 100;
    });
    const values = await lastValueFrom(
      points(cost).pipe(
        scan((all, { value }) => [...all, value], [] as number[]),
        takeWhile((all) => sockets.length < CUTS || all.length < done, true),
      ),
    );
    expect(values).toEqual(range(0, done));
    expect(sockets).toHaveLength(CUTS);
  });

  test('a command is applied, and told at the iteration', async () => {
    const { costs, commands, serving: server } = await start();
    const { command, events } = connectTo(server);
    const told = firstValueFrom(
      events<RunLifeEvent>('r1/run/events').pipe(
        filter(({ event }) => event.type === 'command'),
        map(({ event }) => event.iteration),
      ),
    );
    costs(3, 2, 1);
    const done = await command('r1', { cmd: 'learningRate', args: { value: 0.5 } });
    expect(done).toEqual({ iteration: 3 });
    expect(await told).toBe(3);
    expect(commands).toMatchObject([{ type: 'learningRate', value: 0.5 }]);
  });

  test('reads the log of a server that came up again from its beginning', async () => {
    const first = await start();
    const { topics } = connectTo(first.serving);
    const seen: (string | readonly number[])[] = [];
    const whole = new Promise<void>((resolve) => {
      topics(cost).subscribe((part) => {
        seen.push(part.kind === 'points' ? part.values : part.kind);
        if (seen.length === 1) void restart();
        if (seen.length === 3) resolve();
      });
    });
    first.costs(1, 2);
    async function restart(): Promise<void> {
      const { port } = first.serving;
      await first.serving.close();
      const second = await start(port);
      second.costs(5, 6, 7);
    }
    await whole;
    expect(seen).toEqual([[1, 2], 'reset', [5, 6, 7]]);
  });

  test('is told when there is no server', async () => {
    const { serving: server } = await start();
    await server.close();
    const { status$ } = connectTo(server);
    const lost = await firstValueFrom(
      status$.pipe(filter(({ state }) => state === 'disconnected')),
    );
    expect(lost).toMatchObject({ code: 1006, reason: expect.stringContaining('ECONNREFUSED') });
  });
});
