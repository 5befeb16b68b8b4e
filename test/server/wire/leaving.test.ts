import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import { type ServeOptions, type Serving, serve } from 'gradstream/server';
import { NEVER } from 'rxjs';
import { afterEach, expect, test } from 'vitest';
import { figuresOf } from './figures.js';
import { ending, open, requestText, statusOf, upgradeHeaders } from './raw.js';

/* Nothing stays of a connection that is over, however it ended. */

let serving: Serving;

afterEach(() => serving.close());

async function start(options: ServeOptions = {}): Promise<string> {
  serving = await serve({ name: 'r1', step$: NEVER }, { tickMs: 5, ...options });
  return `Host: 127.0.0.1:${serving.port}`;
}

const streamOf = (host: string) => requestText('GET', '/v1/sse?topic=r1/*', [host]);

test('streams that were asked for behind another one, on one connection, leave nothing', async () => {
  const host = await start({ connectionsPerAddress: 2 });
  for (let i = 0; i < 5; i++) {
    const socket = await open(serving.port);
    socket.write(streamOf(host).repeat(20));
    await once(socket, 'data');
    expect(await figuresOf(serving)).toMatchObject({ clients: 1, connections: 1 });
    socket.destroy();
    await expect.poll(() => figuresOf(serving)).toMatchObject({ clients: 0, connections: 0 });
  }
});

test('a stream and a WebSocket on one connection leave nothing', async () => {
  const host = await start();
  const socket = await open(serving.port);
  socket.write(streamOf(host) + requestText('GET', '/v1/ws', [host, ...upgradeHeaders]));
  await once(socket, 'data');
  await expect.poll(() => figuresOf(serving)).toMatchObject({ connections: 2 });
  socket.destroy();
  await expect.poll(() => figuresOf(serving)).toMatchObject({ clients: 0, connections: 0 });
});

test('an upgrade that is refused ends the connection, though the other side keeps it', async () => {
  await start();
  const socket = connectSocket({ port: serving.port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => {});
  socket.write(requestText('GET', '/v1/ws', ['Host: evil.example', ...upgradeHeaders]));
  // The end of our side never comes: it is up to the server, and a byte more tells whether it is still there.
  const prodding = setInterval(() => socket.write('x'), 100);
  const answer = await ending(socket);
  clearInterval(prodding);
  expect(statusOf(answer)).toBe(403);
});

test('a server that says good-bye takes in nobody else', async () => {
  const host = await start();
  const upgrade = requestText('GET', '/v1/ws', [host, ...upgradeHeaders]);
  // It answers no close, so that the good-bye takes a second; a connection is there that will ask for an upgrade then.
  const [slow, late] = [await open(serving.port), await open(serving.port)];
  slow.write(upgrade);
  await once(slow, 'data');
  const bye = once(slow, 'data');
  const closed = serving.close();
  await bye;
  late.write(upgrade);
  const [answer]: Buffer[] = await once(late, 'data');
  expect(statusOf(answer.toString('latin1'))).toBe(503);
  await closed;
});
