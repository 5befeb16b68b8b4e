import { once } from 'node:events';
import { createTokens, type ServeOptions, type Serving, serve } from 'gradstream/server';
import { NEVER } from 'rxjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from './client.js';
import { ending, exchange, open, requestText, statusOf, upgradeHeaders } from './raw.js';
import { scriptedRun } from './scriptedRun.js';

const paths = ['/', '/v1/runs', '/v1/sse?topic=r1/*', '/v1/ws', '/metrics', '/healthz', '/nothing'];
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'QUERY-ISH'];

let serving: Serving;
let port: number;

async function begin(options: ServeOptions = {}): Promise<void> {
  serving = await serve(scriptedRun().run, { tickMs: 5, ...options });
  ({ port } = serving);
}

async function upgradeWith(...headers: string[]): Promise<string> {
  const socket = await open(port);
  socket.write(requestText('GET', '/v1/ws', [...headers, ...upgradeHeaders]));
  const [first]: Buffer[] = await once(socket, 'data');
  socket.destroy();
  return first.toString('latin1');
}

describe('who comes in by name:', () => {
  beforeAll(() =>
    begin({ allowedHosts: ['nets.example'], allowedOrigins: ['https://page.example'] }),
  );
  afterAll(() => serving.close());

  const own = () => `127.0.0.1:${port}`;
  const ownPage = () => `Origin: http://${own()}`;

  const strangers: [name: string, status: number, headers: () => string[]][] = [
    ['no Host', 400, () => []],
    ['an empty Host', 400, () => ['Host:']],
    ['two Hosts', 400, () => [`Host: ${own()}`, 'Host: evil.example']],
    ['a Host that is none', 400, () => ['Host: 127.0.0.1:80@evil.example']],
    ['a rebound name', 403, () => ['Host: evil.example']],
    ['a name that begins like ours', 403, () => ['Host: localhost.evil.example']],
    ['another address', 403, () => ['Host: 192.0.2.1']],
    ['a page from elsewhere', 403, () => [`Host: ${own()}`, 'Origin: http://evil.example']],
    ['a page from nowhere', 403, () => [`Host: ${own()}`, 'Origin: null']],
    ['a page of another port', 403, () => [`Host: ${own()}`, 'Origin: http://127.0.0.1:1']],
    [
      'a page of a name that begins like ours',
      403,
      () => [`Host: ${own()}`, `${ownPage()}.evil.example`],
    ],
    ['a page with an empty origin', 403, () => [`Host: ${own()}`, 'Origin:']],
    ['two pages', 400, () => [`Host: ${own()}`, ownPage(), 'Origin: http://evil.example']],
  ];

  test.each(strangers)(
    '%s is refused on every path, by every method, with %i',
    async (_name, status, headers) => {
      for (const path of paths) {
        for (const method of methods) {
          const request = requestText(method, path, [...headers(), 'Connection: close']);
          const answer = statusOf(await exchange(port, request));
          // What is no method is refused before anybody looks at names.
          expect([method, path, answer]).toEqual([
            method,
            path,
            method === 'QUERY-ISH' ? 400 : status,
          ]);
        }
      }
    },
  );

  test.each(strangers)('%s gets no WebSocket, but %i', async (_name, status, headers) => {
    const answer = await exchange(
      port,
      requestText('GET', '/v1/ws', [...headers(), ...upgradeHeaders]),
    );
    expect(statusOf(answer)).toBe(status);
    expect(answer).not.toContain('101 Switching');
  });

  test.each([
    ['127.0.0.1', () => [`Host: ${own()}`]],
    ['localhost', () => [`Host: localhost:${port}`]],
    ['LOCALHOST', () => [`Host: LOCALHOST:${port}`]],
    ['[::1]', () => [`Host: [::1]:${port}`]],
    ['a name on the list', () => ['Host: nets.example']],
    ['its own page', () => [`Host: ${own()}`, ownPage()]],
    ['a page on the list', () => [`Host: ${own()}`, 'Origin: https://page.example']],
  ])('%s comes in', async (_name, headers) => {
    const request = requestText('GET', '/healthz', [...headers(), 'Connection: close']);
    expect(statusOf(await exchange(port, request))).toBe(200);
    expect(statusOf(await upgradeWith(...headers()))).toBe(101);
  });

  test('CONNECT gets nothing', async () => {
    expect(
      await exchange(port, requestText('CONNECT', 'evil.example:80', [`Host: ${own()}`])),
    ).toBe('');
  });

  test.each([
    ['another path', '/v1/other', upgradeHeaders, 404],
    ['no subprotocol', '/v1/ws', upgradeHeaders.slice(0, -1), 400],
    [
      'another subprotocol',
      '/v1/ws',
      [...upgradeHeaders.slice(0, -1), 'Sec-WebSocket-Protocol: v2'],
      400,
    ],
    ['an old version', '/v1/ws', upgradeHeaders.map((line) => line.replace('13', '7')), 400],
    ['no key', '/v1/ws', upgradeHeaders.filter((line) => !line.includes('Key')), 400],
  ])('an upgrade with %s is refused', async (_name, path, headers, status) => {
    const answer = await exchange(port, requestText('GET', path, [`Host: ${own()}`, ...headers]));
    expect(statusOf(answer)).toBe(status);
  });
});

describe('who comes in by token:', () => {
  const tokens = createTokens();
  beforeAll(() => begin({ tokens, watchersNeedToken: true }));
  afterAll(() => serving.close());

  const host = () => `Host: 127.0.0.1:${port}`;
  const wrong = createTokens().controller;

  test.each([
    ['no token', []],
    ['a wrong token', [`Authorization: Bearer ${wrong}`]],
    ['an empty token', ['Authorization: Bearer ']],
    ['the beginning of one', [`Authorization: Bearer ${tokens.watcher.slice(0, -1)}`]],
    ['another scheme', [`Authorization: Basic ${tokens.watcher}`]],
    ['a cookie', [`Cookie: token=${tokens.watcher}`]],
  ])('%s is refused with 401', async (_name, headers) => {
    for (const path of ['/v1/runs', '/v1/sse?topic=r1/*', '/metrics', '/nothing']) {
      const answer = await exchange(
        port,
        requestText('GET', path, [host(), ...headers, 'Connection: close']),
      );
      expect([path, statusOf(answer)]).toEqual([path, 401]);
    }
    expect(statusOf(await upgradeWith(host(), ...headers))).toBe(401);
  });

  test('a token in the address is no token', async () => {
    const path = `/v1/runs?token=${tokens.watcher}&access_token=${tokens.watcher}`;
    const answer = await exchange(port, requestText('GET', path, [host(), 'Connection: close']));
    expect(statusOf(answer)).toBe(401);
  });

  test.each(['watcher', 'controller'] as const)(
    'a %s comes in by Bearer and by subprotocol',
    async (role) => {
      const token = tokens[role];
      const bearer = await connect(port, { token, headers: {} });
      expect(bearer.got[0]).toMatchObject({ t: 'welcome', role });
      expect(bearer.socket.protocol).toBe('gradstream.v1.json');
      await bearer.end();
      const response = await fetch(new URL('v1/runs', serving.url), {
        headers: { Authorization: `Bearer ${token}` },
      });
      expect(response.status).toBe(200);
    },
  );

  test('nothing that the server says holds a token', async () => {
    const said: string[] = [];
    for (const token of Object.values(tokens)) {
      const authorized = [host(), `Authorization: Bearer ${token}`, 'Connection: close'];
      for (const path of [
        '/',
        '/v1/runs',
        '/metrics',
        '/healthz',
        `/${token}`,
        `/v1/sse?topic=${token}`,
      ]) {
        said.push(await exchange(port, requestText('GET', path, authorized)));
        said.push(await exchange(port, requestText('POST', path, authorized)));
      }
      said.push(
        await exchange(
          port,
          requestText('GET', '/', [host(), `Origin: http://${token}`, 'Connection: close']),
        ),
      );
      const client = await connect(port, { token });
      for (const text of [
        token,
        `{"t":"${token}"}`,
        JSON.stringify({ t: 'sub', id: '1', topic: token }),
      ]) {
        const before = client.got.length;
        client.say(text);
        await client.until((got) => got.length > before);
      }
      said.push(JSON.stringify(client.got));
      await client.end();
    }
    for (const token of Object.values(tokens)) expect(said.join('\n')).not.toContain(token);
  });
});

describe('how many come in:', () => {
  test('so many of one address, and others when they have gone', async () => {
    await begin({ connectionsPerAddress: 2 });
    const [one, two] = [await connect(port), await connect(port)];
    expect(statusOf(await upgradeWith(`Host: 127.0.0.1:${port}`))).toBe(429);
    const stream = requestText('GET', '/v1/sse?topic=r1/*', [`Host: 127.0.0.1:${port}`]);
    expect(statusOf(await exchange(port, stream))).toBe(429);
    await one.end();
    const three = await connect(port);
    await Promise.all([two.end(), three.end()]);
    await serving.close();
  });

  test('so many in all', async () => {
    await begin({ connections: 1 });
    const one = await connect(port);
    expect(statusOf(await upgradeWith(`Host: 127.0.0.1:${port}`))).toBe(503);
    await one.end();
    await serving.close();
  });
});

describe('who is slow at the door', () => {
  beforeAll(async () => {
    serving = await serve({ name: 'r1', step$: NEVER }, { limits: { helloMs: 300 }, tickMs: 20 });
    ({ port } = serving);
  });
  afterAll(() => serving.close());

  test('is sent away: half a request, a byte now and then, nothing at all', {
    timeout: 20_000,
  }, async () => {
    const half = await open(port);
    half.write('GET / HTTP/1.1\r\nHost: 127');
    const silent = await open(port);
    const drip = await open(port);
    const dripping = setInterval(() => drip.write('a'), 200);
    drip.write('GET / HTTP/1.1\r\nX: ');
    const endings = await Promise.all([half, silent, drip].map(ending));
    clearInterval(dripping);
    for (const answer of endings) expect(statusOf(answer)).toBe(408);
  });

  test('is sent away without hello', async () => {
    const client = await connect(port, { hello: false });
    expect(await client.closed).toBe(4000);
  });

  test('with headers of more than 8 KiB is sent away', async () => {
    const headers = [`Host: 127.0.0.1:${port}`, `X: ${'x'.repeat(9_000)}`];
    expect(statusOf(await exchange(port, requestText('GET', '/healthz', headers)))).toBe(431);
  });
});
