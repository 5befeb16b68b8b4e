import { once } from 'node:events';
import { createServer } from 'node:net';
import {
  type Delivery,
  type WebhookSourceOptions,
  webhookSink,
  webhookSource,
} from 'gradstream/streams';
import { Subject, tap } from 'rxjs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { exchange, open, requestText, statusOf } from '../../server/wire/raw.js';
import { freePort } from './freePort.js';
import { connectorLaws } from './laws.js';

const taken = createServer();
let takenPort = 0;
beforeAll(async () => {
  await once(taken.listen(0, '127.0.0.1'), 'listening');
  const address = taken.address();
  if (typeof address === 'object' && address !== null) takenPort = address.port;
});
afterAll(() => {
  taken.close();
});

connectorLaws(
  'webhookSource() and webhookSink()',
  async () => {
    const port = await freePort();
    const source = webhookSource({ port, path: '/examples' });
    return {
      // A record is safe when it is acknowledged; the reader of the laws often does not.
      source: () => ({
        ...source,
        open: (options) => source.open(options).pipe(tap((delivery) => delivery.ack())),
      }),
      sink: () => webhookSink({ url: `http://127.0.0.1:${port}/examples` }),
      end: () => Promise.resolve(),
    };
  },
  { keeps: false, nowhere: () => webhookSource({ port: takenPort }) },
);

const closings: (() => void)[] = [];
afterEach(() => {
  for (const close of closings.splice(0)) close();
});

/** A webhook that listens, what has come through it, and who asks for more. */
async function listening(options: Partial<WebhookSourceOptions> = {}) {
  const got: Delivery[] = [];
  const demand$ = new Subject<number>();
  const { port = 0 } = options;
  let close = () => {};
  const url = await new Promise<string>((resolve, reject) => {
    const source = webhookSource({ path: '/hook', onListening: resolve, ...options, port });
    const subscription = source.open({ demand$ }).subscribe({
      next: (delivery) => got.push(delivery),
      error: reject,
    });
    close = () => subscription.unsubscribe();
    closings.push(close);
  });
  return {
    url,
    port: Number(new URL(url).port),
    got,
    demand$,
    close,
  };
}

const ndjson = 'application/x-ndjson';
const post = (url: string, body: string, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', body, headers: { 'Content-Type': 'application/json', ...headers } });
const textsOf = (deliveries: readonly Delivery[]) =>
  deliveries.map(({ value }) => new TextDecoder().decode(value));

describe('webhookSource() answers', () => {
  test('202 when the record is acknowledged, and not before', async () => {
    const { url, got, demand$ } = await listening();
    demand$.next(1);
    let status = 0;
    const answered = post(url, '[1]').then((response) => {
      ({ status } = response);
    });
    await expect.poll(() => textsOf(got)).toEqual(['[1]']);
    expect(status).toBe(0);
    got[0].ack();
    got[0].nak();
    await answered;
    expect(status).toBe(202);
  });

  test('202 when all lines of a request are acknowledged', async () => {
    const { url, got, demand$ } = await listening();
    demand$.next(2);
    const headers = { 'Content-Type': `${ndjson}; charset=utf-8`, 'Idempotency-Key': 'batch' };
    const answered = post(url, '1\n\n{"a":2}', headers);
    await expect.poll(() => textsOf(got)).toEqual(['1', '']);
    demand$.next(1);
    await expect.poll(() => textsOf(got)).toEqual(['1', '', '{"a":2}']);
    expect(got.map(({ id }) => id)).toEqual(['batch:1', 'batch:2', 'batch:3']);
    expect(got.map(({ position }) => position.at)).toEqual(['0', '1', '2']);
    for (const delivery of got.toReversed()) delivery.ack();
    expect((await answered).status).toBe(202);
  });

  test('202 to a request without lines', async () => {
    const { url } = await listening();
    expect((await post(url, '', { 'Content-Type': ndjson })).status).toBe(202);
  });

  test('503 with Retry-After when a record is refused, and drops what is left of its request', async () => {
    const { url, got, demand$ } = await listening();
    demand$.next(2);
    const answered = post(url, '1\n2\n3', { 'Content-Type': ndjson });
    await expect.poll(() => got.length).toBe(2);
    got[1].nak(2_500);
    const { status, headers } = await answered;
    expect([status, headers.get('Retry-After')]).toEqual([503, '3']);
    got[0].ack();
    demand$.next(5);
    const second = post(url, '4');
    await expect.poll(() => textsOf(got)).toEqual(['1', '2', '4']);
    got[2].ack();
    expect((await second).status).toBe(202);
  });

  test('503 when nobody asks in time, and gives the record to nobody', async () => {
    const { url, got, demand$ } = await listening({ answerMs: 50 });
    const { status, headers } = await post(url, '1');
    expect([status, headers.get('Retry-After')]).toEqual([503, '1']);
    demand$.next(1);
    expect(got).toEqual([]);
  });

  test('503 when nobody settles a record in time, but for one that takes longer', async () => {
    const { url, got, demand$ } = await listening({ answerMs: 300 });
    demand$.next(2);
    const answered = [post(url, '1'), post(url, '2')];
    await expect.poll(() => got.length).toBe(2);
    const [longer, forgotten] = got;
    const extending = setInterval(() => longer.extend(), 20);
    const isLonger = textsOf([longer])[0] === '1';
    const [late, kept] = isLonger ? answered.toReversed() : answered;
    expect((await late).status).toBe(503);
    clearInterval(extending);
    longer.ack();
    forgotten.ack();
    expect((await kept).status).toBe(202);
  });

  test('503 at once when too many wait, without reading what they send', async () => {
    const { url, got, demand$, port } = await listening({ waiting: 2 });
    const waiting = [post(url, '1')];
    const slow = await open(port);
    slow.write(requestText('POST', '/hook', [`Host: 127.0.0.1:${port}`, 'Content-Length: 1']));
    await expect.poll(async () => (await post(url, '3')).status).toBe(503);
    slow.write('2');
    demand$.next(2);
    await expect.poll(() => textsOf(got).toSorted()).toEqual(['1', '2']);
    for (const delivery of got) delivery.ack();
    expect((await waiting[0]).status).toBe(202);
    const [answer]: Buffer[] = await once(slow, 'data');
    expect(statusOf(String(answer))).toBe(202);
    slow.destroy();
  });

  test('503 to all that wait when it is closed, and leaves the port', async () => {
    const port = await freePort();
    const { url, got, demand$, close } = await listening({ port });
    demand$.next(1);
    const answered = [post(url, '1'), post(url, '2')];
    await expect.poll(() => got.length).toBe(1);
    const socket = await open(port);
    close();
    for (const each of answered) expect((await each).status).toBe(503);
    got[0].ack();
    await once(socket, 'close');
    const again = await listening({ port });
    expect(again.port).toBe(port);
  });

  test('when it was closed before it listened, it does not listen', async () => {
    const port = await freePort();
    const source = webhookSource({ port });
    source.open({ demand$: new Subject() }).subscribe().unsubscribe();
    const again = await listening({ port });
    expect(again.port).toBe(port);
  });

  test('nothing to a sender who has gone, and gives its record to nobody', async () => {
    const { got, demand$, port } = await listening();
    const socket = await open(port);
    socket.end(
      `${requestText('POST', '/hook', [`Host: 127.0.0.1:${port}`, 'Content-Length: 1'])}1`,
    );
    socket.destroy();
    await once(socket, 'close');
    const still = post(`http://127.0.0.1:${port}/hook`, '2');
    await new Promise(setImmediate);
    demand$.next(5);
    await expect.poll(() => textsOf(got)).toContain('2');
    for (const delivery of got) delivery.ack();
    expect((await still).status).toBe(202);
  });
});

describe('webhookSource() takes the id', () => {
  test.each<[string, Record<string, string>, id: string | RegExp]>([
    ['of Idempotency-Key', { 'Idempotency-Key': 'a%41 b' }, 'a%41 b'],
    ['in quotes', { 'Idempotency-Key': '"8e03 \\"9\\""' }, '8e03 "9"'],
    ['of other characters', { 'Idempotency-Key': '%"%c3%a9%25"' }, '\u00e9%'],
    ['of a CloudEvent', { 'ce-id': 'A%20%E2%82%AC', 'ce-source': '/a' }, 'A \u20ac'],
    ['of a CloudEvent that is not well encoded', { 'ce-id': '%zz' }, '%zz'],
    ['of the key before that of the event', { 'ce-id': 'a', 'Idempotency-Key': 'b' }, 'b'],
    ['of nobody, a new one', {}, /^[\da-f-]{36}$/],
  ])('%s', async (_name, headers, id) => {
    const { url, got, demand$ } = await listening();
    demand$.next(1);
    const answered = post(url, '1', headers);
    await expect.poll(() => got.length).toBe(1);
    if (typeof id === 'string') expect(got[0].id).toBe(id);
    else expect(got[0].id).toMatch(id);
    got[0].ack();
    await answered;
  });
});

describe('webhookSource() refuses', () => {
  const token = 'a token of 22 characters or more';
  const own = ['Host: 127.0.0.1', `Authorization: Bearer ${token}`, 'Content-Length: 1'];
  const without = (name: string) => own.filter((line) => !line.startsWith(name));

  test.each<[string, status: number, method: string, path: string, headers: readonly string[]]>([
    ['no token', 401, 'POST', '/hook', without('Authorization')],
    [
      'another token',
      401,
      'POST',
      '/hook',
      [...without('Auth'), `Authorization: Bearer ${token}r`],
    ],
    [
      'a token of another kind',
      401,
      'POST',
      '/hook',
      [...without('Auth'), `Authorization: Basic ${token}`],
    ],
    ['no token, wherever it is for', 401, 'GET', '/other', without('Authorization')],
    ['another path', 404, 'POST', '/hook/', own],
    ['GET', 405, 'GET', '/hook', own],
    ['a form', 415, 'POST', '/hook', [...own, 'Content-Type: application/x-www-form-urlencoded']],
    ['plain text', 415, 'POST', '/hook', [...own, 'Content-Type: text/plain']],
    [
      'a batch of CloudEvents',
      415,
      'POST',
      '/hook',
      [...own, 'Content-Type: application/cloudevents-batch+json'],
    ],
    ['what is compressed', 415, 'POST', '/hook', [...own, 'Content-Encoding: gzip']],
    ['too many bytes', 413, 'POST', '/hook', [...without('Content'), 'Content-Length: 101']],
    ['no Host', 400, 'POST', '/hook', without('Host')],
    ['two Hosts', 400, 'POST', '/hook', [...own, 'Host: localhost']],
    ['another Host', 403, 'POST', '/hook', [...without('Host'), 'Host: evil.example']],
    ['a page', 403, 'POST', '/hook', [...own, 'Origin: http://127.0.0.1']],
  ])('%s, by %i', async (_name, status, method, path, headers) => {
    const { port, got, demand$ } = await listening({ token, maxBytes: 100 });
    demand$.next(1);
    const answer = await exchange(
      port,
      `${requestText(method, path, [...headers, 'Connection: close'])}1`,
    );
    expect(statusOf(answer)).toBe(status);
    expect(answer).not.toContain(token);
    if (status === 401) expect(answer).toMatch(/^WWW-Authenticate: Bearer\r$/m);
    if (status === 405) expect(answer).toMatch(/^Allow: POST\r$/m);
    expect(got).toEqual([]);
  });

  test('too many bytes whose number it was not told, and lets the sender see it', async () => {
    const { url } = await listening({ maxBytes: 100_000 });
    const body = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 50; i++) controller.enqueue(new Uint8Array(10_000));
        controller.close();
      },
    });
    const request = { method: 'POST', body, duplex: 'half' } as const;
    expect((await fetch(url, request)).status).toBe(413);
    expect((await post(url, 'x'.repeat(1_000_000))).status).toBe(413);
  });

  test('to ask for a body that it does not take', async () => {
    const { port } = await listening({ maxBytes: 100 });
    const head = (length: number) =>
      requestText('POST', '/hook', [
        'Host: localhost',
        `Content-Length: ${length}`,
        'Expect: 100-continue',
      ]);
    const refused = await open(port);
    refused.write(head(101));
    const [no]: Buffer[] = await once(refused, 'data');
    expect(statusOf(String(no))).toBe(413);
    const welcome = await open(port);
    welcome.write(head(100));
    const [yes]: Buffer[] = await once(welcome, 'data');
    expect(statusOf(String(yes))).toBe(100);
    refused.destroy();
    welcome.destroy();
  });

  test('nothing of what has the token', async () => {
    const { url, got, demand$ } = await listening({ token });
    demand$.next(1);
    const answered = post(url, '1', { Authorization: `bearer ${token}` });
    await expect.poll(() => got.length).toBe(1);
    got[0].ack();
    expect((await answered).status).toBe(202);
  });
});

describe('webhookSource() does not start', () => {
  test.each<[Partial<WebhookSourceOptions>, message: string]>([
    [
      { host: '192.0.2.1' },
      'others than this machine could connect to 192.0.2.1. Give a token, or leave out host',
    ],
    [
      { host: '0.0.0.0' },
      'others than this machine could connect to 0.0.0.0. Give a token and allowedHosts, or leave out host',
    ],
    [
      { host: '::', token: 'x'.repeat(22) },
      'others than this machine could connect to ::. Give allowedHosts, or leave out host',
    ],
    [{ token: '' }, 'a token has 22 characters or more'],
    [{ path: 'hook' }, 'a path begins with a slash, and ends before ? and #; found hook'],
    [{ path: '/a?b' }, 'a path begins with a slash, and ends before ? and #; found /a?b'],
  ])('with %j', (options, message) => {
    expect(() => webhookSource({ port: 1, ...options })).toThrow(
      new RangeError(`Cannot take requests on port 1: ${message}`),
    );
  });

  test('without an address that it can have', async () => {
    await expect(listening({ port: takenPort })).rejects.toThrow(
      /^Cannot listen on http:.*EADDRINUSE/,
    );
  });

  test('to all addresses but for those names that are allowed', async () => {
    const { port } = await listening({
      host: '0.0.0.0',
      token: 'x'.repeat(22),
      allowedHosts: ['Nets.example'],
    });
    const ask = (host: string) =>
      exchange(port, requestText('POST', '/', [`Host: ${host}`, 'Connection: close']));
    expect(statusOf(await ask('nets.example:80'))).toBe(401);
    expect(statusOf(await ask('0.0.0.0'))).toBe(401);
    expect(statusOf(await ask('evil.example'))).toBe(403);
  });
});
