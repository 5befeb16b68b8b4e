import { join } from 'node:path';
import { type Serving, serve } from 'gradstream/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exchange, openingOf, requestText, statusOf, upgradeHeaders } from './raw.js';
import { scriptedRun } from './scriptedRun.js';

/* Who comes in by name: Host and Origin on every path, by every method, before anything else. */

const paths = ['/', '/v1/runs', '/v1/sse?topic=r1/*', '/v1/ws', '/metrics', '/healthz', '/nothing'];
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'QUERY-ISH'];

let serving: Serving;
let port: number;

beforeAll(async () => {
  serving = await serve(scriptedRun().run, {
    tickMs: 5,
    page: join(import.meta.dirname, '../../../server/dashboard'),
    allowedHosts: ['nets.example'],
    allowedOrigins: ['https://page.example'],
  });
  ({ port } = serving);
});

afterAll(() => serving.close());

const own = () => `127.0.0.1:${port}`;
const ownHost = () => `Host: ${own()}`;
const ownPage = () => `Origin: http://${own()}`;

const wrongHosts: [name: string, status: number, ...hosts: string[]][] = [
  ['no Host', 400],
  ['an empty Host', 400, ''],
  ['two Hosts', 400, '127.0.0.1', 'evil.example'],
  ['one Host twice', 400, '127.0.0.1', '127.0.0.1'],
  ['a list of Hosts', 400, '127.0.0.1, evil.example'],
  ['a Host with a user', 400, 'user@127.0.0.1'],
  ['a Host that hides another', 400, '127.0.0.1:80@evil.example'],
  ['a Host with a path', 400, 'localhost/v1'],
  ['a Host with a colon and no port', 400, 'localhost:'],
  ['a Host with two ports', 400, 'localhost:80:80'],
  ['a Host with a long port', 400, 'localhost:123456'],
  ['an IPv6 address without brackets', 400, '::1'],
  ['letters that look like ours', 400, 'l\u043ecalhost'],
  ['a rebound name', 403, 'evil.example'],
  ['a name that begins like ours', 403, 'localhost.evil.example'],
  ['a name that ends like ours', 403, 'evil.localhost'],
  ['a name that ends like one on the list', 403, 'evilnets.example'],
  ['a name below one on the list', 403, 'sub.nets.example'],
  ['our name with a dot behind it', 403, 'localhost.'],
  ['our address with a dot behind it', 403, '127.0.0.1.'],
  ['another address', 403, '192.0.2.1'],
  ['the address of all', 403, '0.0.0.0'],
  ['our address, shortened', 403, '127.1'],
  ['our address as one number', 403, '2130706433'],
  ['our address in hexadecimal', 403, '0x7f.0.0.1'],
  ['our address in IPv6', 403, '[::ffff:127.0.0.1]'],
  ['the IPv6 address in full', 403, '[0:0:0:0:0:0:0:1]'],
  ['another IPv6 address', 403, '[::2]'],
];

const wrongOrigins: [name: string, status: number, origins: () => string[]][] = [
  ['a page from elsewhere', 403, () => ['http://evil.example']],
  ['a page from nowhere', 403, () => ['null']],
  ['a page from nowhere, in capitals', 403, () => ['NULL']],
  ['a page of a file', 403, () => ['file://']],
  ['a page of an extension', 403, () => ['chrome-extension://abcdefghijklmnop']],
  ['a page of another port', 403, () => ['http://127.0.0.1:1']],
  ['a page of no port', 403, () => ['http://127.0.0.1']],
  ['a page of another of our names', 403, () => [`http://localhost:${port}`]],
  ['a page of our IPv6 address', 403, () => [`http://[::1]:${port}`]],
  ['a page of another scheme', 403, () => [`ws://${own()}`]],
  ['our page in capitals', 403, () => [`HTTP://${own()}`]],
  ['our page with a path', 403, () => [`http://${own()}/`]],
  ['our page with a user', 403, () => [`http://user@${own()}`]],
  ['our name as that of a user', 403, () => [`http://${own()}@evil.example`]],
  ['a page of a name that begins like ours', 403, () => [`http://${own()}.evil.example`]],
  ['a page on the list, not by TLS', 403, () => ['http://page.example']],
  ['a page on the list, with a port', 403, () => ['https://page.example:8443']],
  ['a page on the list, with a dot', 403, () => ['https://page.example.']],
  ['a page on the list, in capitals', 403, () => ['HTTPS://PAGE.EXAMPLE']],
  ['a page with an empty origin', 403, () => ['']],
  ['a list of pages', 403, () => [`http://${own()}, http://evil.example`]],
  ['two pages', 400, () => [`http://${own()}`, 'http://evil.example']],
  ['one page twice', 400, () => [`http://${own()}`, `http://${own()}`]],
];

const strangers: [name: string, status: number, headers: () => string[]][] = [
  ...wrongHosts.map(([name, status, ...hosts]): (typeof strangers)[number] => [
    name,
    status,
    () => hosts.map((host) => `Host: ${host}`),
  ]),
  ...wrongOrigins.map(([name, status, origins]): (typeof strangers)[number] => [
    name,
    status,
    () => [ownHost(), ...origins().map((origin) => `Origin: ${origin}`)],
  ]),
];

describe.each(strangers)('%s', (_name, status, headers) => {
  test(`is refused with ${status} on every path, by every method`, async () => {
    const answers = await Promise.all(
      paths.flatMap((path) =>
        methods.map(async (method) => {
          const text = requestText(method, path, [...headers(), 'Connection: close']);
          return [method, path, statusOf(await exchange(port, text))] as const;
        }),
      ),
    );
    // What is no method is refused before anybody looks at names.
    for (const [method, path, answer] of answers)
      expect([method, path, answer]).toEqual([method, path, method === 'QUERY-ISH' ? 400 : status]);
  });

  test.each(['100-continue', 'something'])(
    `is refused with ${status} when it expects %s`,
    async (expected) => {
      const more = [`Expect: ${expected}`, 'Content-Length: 3', 'Connection: close'];
      const answer = await exchange(port, requestText('POST', '/', [...headers(), ...more]));
      expect(answer.match(/^HTTP\S+ \d+/gm)).toEqual([`HTTP/1.1 ${status}`]);
    },
  );

  test(`gets no WebSocket, but ${status}, on every path`, async () => {
    for (const path of paths) {
      const text = requestText('GET', path, [...headers(), ...upgradeHeaders]);
      expect((await exchange(port, text)).match(/^HTTP\S+ \d+/gm)).toEqual([`HTTP/1.1 ${status}`]);
    }
  });
});

describe.each<[name: string, headers: () => string[]]>([
  ['127.0.0.1', () => [ownHost()]],
  ['127.0.0.1 with another port, as through a tunnel', () => ['Host: 127.0.0.1:1']],
  ['localhost', () => [`Host: localhost:${port}`]],
  ['LOCALHOST', () => [`Host: LOCALHOST:${port}`]],
  ['[::1]', () => [`Host: [::1]:${port}`]],
  ['a name on the list', () => ['Host: nets.example']],
  ['its own page', () => [ownHost(), ownPage()]],
  ['its own page behind TLS', () => [ownHost(), `Origin: https://${own()}`]],
  ['a page on the list', () => [ownHost(), 'Origin: https://page.example']],
])('%s', (_name, headers) => {
  test.each([
    ['/', 200, 405],
    ['/style.css', 200, 405],
    ['/../package.json', 404, 405],
    ['/v1/runs', 200, 405],
    ['/v1/runs?x=1', 200, 405],
    ['/v1/sse?topic=r1/*', 200, 405],
    ['/v1/sse?topic=r2/*', 404, 405],
    ['/v1/ws', 426, 405],
    ['/metrics', 200, 405],
    ['/healthz', 200, 405],
    ['/nothing', 404, 405],
    ['/v1/runs/', 404, 405],
    ['/%761/runs', 404, 405],
    ['//v1/runs', 404, 405],
    ['/../v1/runs', 404, 405],
    ['http://evil.example/v1/runs', 404, 405],
  ])('comes in, and gets %s with %i, and by other methods %i', async (path, read, write) => {
    for (const method of methods.slice(0, -1)) {
      const text = requestText(method, path, [...headers(), 'Connection: close']);
      const expected = ['GET', 'HEAD'].includes(method) ? read : write;
      expect([method, statusOf(await openingOf(port, text))]).toEqual([method, expected]);
    }
  });

  test('gets a WebSocket', async () => {
    const text = requestText('GET', '/v1/ws', [...headers(), ...upgradeHeaders]);
    expect(statusOf(await openingOf(port, text))).toBe(101);
  });
});

test('CONNECT gets nothing', async () => {
  expect(await exchange(port, requestText('CONNECT', 'evil.example:80', [ownHost()]))).toBe('');
});

describe('an upgrade', () => {
  const without = (word: string) => upgradeHeaders.filter((line) => !line.includes(word));

  test.each([
    ['of another path', '/v1/other', upgradeHeaders, 404],
    ['with no subprotocol', '/v1/ws', without('Protocol'), 400],
    [
      'with another subprotocol',
      '/v1/ws',
      [...without('Protocol'), 'Sec-WebSocket-Protocol: v2'],
      400,
    ],
    [
      'with the subprotocol twice',
      '/v1/ws',
      [...without('Protocol'), 'Sec-WebSocket-Protocol: gradstream.v1.json, gradstream.v1.json'],
      400,
    ],
    ['of an old version', '/v1/ws', upgradeHeaders.map((line) => line.replace('13', '7')), 400],
    ['with no key', '/v1/ws', without('Key'), 400],
    ['with a short key', '/v1/ws', [...without('Key'), 'Sec-WebSocket-Key: c2hvcnQ='], 400],
    ['to another protocol', '/v1/ws', [...without('Upgrade: '), 'Upgrade: h2c'], 400],
  ])('%s is refused', async (_name, path, headers, status) => {
    const answer = await exchange(port, requestText('GET', path, [ownHost(), ...headers]));
    expect(statusOf(answer)).toBe(status);
  });

  test.each(methods.slice(1, -1))('by %s is refused', async (method) => {
    const text = requestText(method, '/v1/ws', [ownHost(), ...upgradeHeaders]);
    expect(statusOf(await exchange(port, text))).toBe(405);
  });
});
