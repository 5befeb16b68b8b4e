import { once } from 'node:events';
import type { Socket } from 'node:net';
import { type Serving, serve } from 'gradstream/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bystander } from './bystander.js';
import { connect } from './client.js';
import { figuresOf } from './figures.js';
import {
  closeCodeOf,
  ending,
  exchange,
  frameOf,
  open,
  requestText,
  statusOf,
  upgradeHeaders,
} from './raw.js';
import { scriptedRun } from './scriptedRun.js';

let serving: Serving;
let port: number;
let upgrade: string;
const { run, costs } = scriptedRun();

beforeAll(async () => {
  const limits = { helloMs: 300 };
  serving = await serve(run, { limits, tickMs: 20, connectionsPerAddress: 2_000 });
  ({ port } = serving);
  upgrade = requestText('GET', '/v1/ws', [`Host: 127.0.0.1:${port}`, ...upgradeHeaders]);
});

afterAll(() => serving.close());

/** Writes byte by byte, as long as somebody listens. */
function drip(socket: Socket, bytes: string | Buffer, everyMs: number): void {
  let sent = 0;
  const dripping = setInterval(() => {
    socket.write(bytes.slice(sent, ++sent));
    if (sent === bytes.length) clearInterval(dripping);
  }, everyMs);
  socket.on('close', () => clearInterval(dripping));
}

const many = <T>(count: number, make: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => make(i)));

// Concurrent, because each waits for the 5 s that others have for their headers.
describe.concurrent('who is slow at the door', () => {
  test('is sent away with 408: half a request, a byte now and then, nothing at all', async () => {
    const half = await open(port);
    half.write('GET / HTTP/1.1\r\nHost: 127');
    const silent = await open(port);
    const slow = await open(port);
    drip(slow, `GET / HTTP/1.1\r\nX: ${'a'.repeat(100)}`, 200);
    for (const answer of await Promise.all([half, silent, slow].map(ending)))
      expect(statusOf(answer)).toBe(408);
  });

  test('is sent away with 408 in the middle of an upgrade that comes byte by byte', async () => {
    const socket = await open(port);
    drip(socket, upgrade, 50);
    expect(statusOf(await ending(socket))).toBe(408);
  });

  test('does not hold others up, 500 at once, and is gone then', async () => {
    const witness = await bystander(port);
    const crowd = many(500, async (i) => {
      const socket = await open(port);
      socket.write(upgrade.slice(0, i % upgrade.length));
      return statusOf(await ending(socket));
    });
    const late = await connect(port);
    costs(...Array(500).keys());
    await witness.sawAll(500);
    expect(await crowd).toEqual(Array(500).fill(408));
    await Promise.all([late.end(), witness.end()]);
  });

  test('is closed with 4000 without hello, however slowly it says it, and cut off when it stays', async () => {
    const drips = await many(50, async () => {
      const socket = await open(port);
      socket.write(upgrade);
      await once(socket, 'data');
      drip(socket, frameOf(Buffer.from('{"t":"hello","client":"slow"}')), 50);
      // What answers no close is cut off after 5 s.
      return ending(socket);
    });
    for (const bytes of drips) expect(closeCodeOf(bytes)).toBe(4000);
    const silent = await connect(port, { hello: false });
    expect(await silent.closed).toBe(4000);
  });

  test('with headers of more than 8 KiB is sent away with 431', async () => {
    for (const line of [`X: ${'x'.repeat(9_000)}`, Array(900).fill('Many: headers').join('\r\n')]) {
      const text = requestText('GET', '/healthz', [`Host: 127.0.0.1:${port}`, line]);
      expect(statusOf(await exchange(port, text))).toBe(431);
    }
  });
});

test('nobody is left', () =>
  expect.poll(() => figuresOf(serving)).toMatchObject({ clients: 0, connections: 0 }));

describe('how many come in:', () => {
  test('so many of one address, and others when they have gone', async () => {
    const few = await serve(scriptedRun().run, { tickMs: 5, connectionsPerAddress: 2 });
    const host = `Host: 127.0.0.1:${few.port}`;
    const [one, two] = [await connect(few.port), await connect(few.port)];
    const more = requestText('GET', '/v1/ws', [host, ...upgradeHeaders]);
    expect(statusOf(await exchange(few.port, more))).toBe(429);
    const stream = requestText('GET', '/v1/sse?topic=r1/*', [host]);
    expect(statusOf(await exchange(few.port, stream))).toBe(429);
    await one.end();
    const three = await connect(few.port);
    await Promise.all([two.end(), three.end()]);
    await few.close();
  });

  test('so many in all', async () => {
    const few = await serve(scriptedRun().run, { tickMs: 5, connections: 1 });
    const one = await connect(few.port);
    const more = requestText('GET', '/v1/ws', [`Host: 127.0.0.1:${few.port}`, ...upgradeHeaders]);
    expect(statusOf(await exchange(few.port, more))).toBe(503);
    await one.end();
    await few.close();
  });
});
