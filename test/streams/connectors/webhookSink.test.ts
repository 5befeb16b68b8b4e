import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Outgoing, webhookSink } from 'gradstream/streams';
import { afterEach, describe, expect, test } from 'vitest';
import { retryAfterMs, retryDelay } from '../../../streams/connectors/webhook/retryDelay.js';
import { freePort } from './freePort.js';

interface Got {
  readonly text: string;
  readonly headers: IncomingMessage['headers'];
}

type Answer = number | 'cut' | [status: number, headers: Record<string, string>];

const closings: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

/** A receiver that answers as it is told, in that order, and 204 from then on. */
async function receiver(answers: Answer[] = [], port = 0) {
  const got: Got[] = [];
  let isHeld = false;
  const server = createServer();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      got.push({ text: String(Buffer.concat(parts)), headers: request.headers });
      answer(request, response);
    });
  });
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const next = answers.shift() ?? 204;
    if (isHeld) return;
    if (next === 'cut') request.socket.destroy();
    else if (typeof next === 'number') response.writeHead(next).end();
    else response.writeHead(...next).end();
  };
  await once(server.listen(port, '127.0.0.1'), 'listening');
  const close = async () => {
    if (!server.listening) return;
    const closed = once(server.close(), 'close');
    server.closeAllConnections();
    await closed;
  };
  closings.push(close);
  const address = server.address();
  const at = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${at}/hook`,
    got,
    close,
    /** Answers nothing from now on. */
    hold: () => {
      isHeld = true;
    },
    texts: () => got.map(({ text }) => text),
  };
}

const record = (text: string, more: Partial<Outgoing> = {}): Outgoing => ({
  value: new TextEncoder().encode(text),
  ...more,
});
/** Waits are as short as they can be. */
const quick = { random: () => 0 };

describe('webhookSink()', () => {
  test('sends bytes, type, id, token and headers', async () => {
    const { url, got } = await receiver();
    const sink = webhookSink({ url, token: 'secret', headers: { 'X-Run': 'r1' } });
    await sink.send(record('{}', { id: '7', key: 'k', contentType: 'application/json' }));
    await sink.send(record(''));
    await sink.close();
    expect(got[0]).toMatchObject({
      text: '{}',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': '7',
        authorization: 'Bearer secret',
        'x-run': 'r1',
      },
    });
    expect(got[1].headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': '0',
    });
    expect(got[1].headers).not.toHaveProperty('idempotency-key');
  });

  test('sends again what was not taken, and keeps the order', async () => {
    const { url, texts } = await receiver([503, 'cut', 429, 408, 500, 202, 'cut', 200]);
    const sink = webhookSink({ url, ...quick });
    await Promise.all(['a', 'b', 'c'].map((text) => sink.send(record(text))));
    expect(texts()).toEqual(['a', 'a', 'a', 'a', 'a', 'a', 'b', 'b', 'c']);
    await sink.close();
  });

  test('waits as long as Retry-After says', async () => {
    const { url, texts } = await receiver([[503, { 'Retry-After': '1' }]]);
    const sink = webhookSink({ url, ...quick });
    const beganMs = performance.now();
    await sink.send(record('a'));
    expect(performance.now() - beganMs).toBeGreaterThanOrEqual(990);
    expect(texts()).toEqual(['a', 'a']);
    await sink.close();
  });

  test.each<[Answer, why: string, isFinal: boolean]>([
    [400, '400 Bad Request', true],
    [401, '401 Unauthorized', false],
    [403, '403 Forbidden', true],
    [404, '404 Not Found', false],
    [413, '413 Payload Too Large', true],
    [422, '422 Unprocessable Entity', true],
    [[302, { Location: '/elsewhere' }], '302 Found', false],
  ])('fails at once with %j, and sends the next one', async (answer, why, isFinal) => {
    const { url, texts } = await receiver([answer]);
    const sink = webhookSink({ url });
    const [first, second] = await Promise.allSettled(['a', 'b'].map((t) => sink.send(record(t))));
    expect(first).toMatchObject({
      reason: { name: 'ConnectorError', message: `Cannot send to ${url}: ${why}`, isFinal },
    });
    expect(second.status).toBe('fulfilled');
    expect(texts()).toEqual(['a', 'b']);
    await sink.close();
  });

  test('fails where nobody listens within connectMs', async () => {
    const url = `http://user:secret@127.0.0.1:${await freePort()}/hook?key=secret`;
    const sink = webhookSink({ url, connectMs: 100 });
    const error: unknown = await sink.send(record('a')).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'ConnectorError' });
    expect(String(error)).toMatch(
      /^ConnectorError: Cannot send to http:\/\/127[^ ]*\/hook: ECONNREFUSED$/,
    );
    await sink.close();
  });

  test('waits for a receiver that was away', async () => {
    const first = await receiver();
    const sink = webhookSink({ url: first.url, connectMs: 0, ...quick });
    await sink.send(record('a'));
    await first.close();
    const sent = sink.send(record('b'));
    const second = await receiver([], Number(new URL(first.url).port));
    await sent;
    expect(second.texts()).toEqual(['b']);
    await sink.close();
  });

  test('sends again what was not answered in time', async () => {
    const { url, hold, texts } = await receiver();
    hold();
    const sink = webhookSink({ url, timeoutMs: 50, ...quick });
    const sent = sink.send(record('a')).catch((error: unknown) => String(error));
    await expect.poll(() => texts().length).toBeGreaterThan(2);
    await sink.close();
    expect(await sent).toMatch(/no answer in time/);
  });

  test('tries once more when it is closed, and fails then with all behind it', async () => {
    const { url, texts } = await receiver(Array<Answer>(9).fill([503, { 'Retry-After': '600' }]));
    const sink = webhookSink({ url });
    const sent = Promise.allSettled(['a', 'b', 'c'].map((text) => sink.send(record(text))));
    await expect.poll(() => texts().length).toBe(1);
    await sink.close();
    for (const result of await sent) {
      expect(result).toMatchObject({
        reason: { message: `Cannot send to ${url}: 503 Service Unavailable; it was closed` },
      });
    }
    expect(texts()).toEqual(['a', 'a']);
    await expect(sink.send(record('d'))).rejects.toThrow('it was closed');
    await sink.close();
  });

  test('waits at close for what is taken', async () => {
    const { url, texts } = await receiver();
    const sink = webhookSink({ url });
    const sent = Promise.all(['a', 'b'].map((text) => sink.send(record(text))));
    await sink.close();
    await sent;
    expect(texts()).toEqual(['a', 'b']);
  });

  test('sends the user of an address as Basic, and shows nothing of it', async () => {
    const { url, got } = await receiver();
    const sink = webhookSink({ url: url.replace('//', '//us%20er:p%40ss@').concat('?key=1') });
    expect(sink.name).toBe(url);
    await sink.send(record('a'));
    expect(got[0].headers.authorization).toBe(`Basic ${btoa('us er:p@ss')}`);
    await sink.close();
  });

  test.each<[Parameters<typeof webhookSink>[0]]>([
    [{ url: 'secret' }],
    [{ url: 'ftp://secret.example' }],
    [{ url: 'http://a.example', token: 'secret\nsecret' }],
    [{ url: 'http://a.example', headers: { 'X-Key': 'secret\u{1f408}' } }],
    [{ url: 'http://secret%zz:b@a.example' }],
  ])('refuses %j without showing it', (options) => {
    const thrown = (() => {
      try {
        return webhookSink(options);
      } catch (error) {
        return error;
      }
    })();
    expect(thrown).toBeInstanceOf(TypeError);
    expect(String(thrown)).toMatch(/^TypeError: Cannot send by HTTP: /);
    expect(String(thrown)).not.toContain('secret');
  });
});

describe('retryDelay()', () => {
  test('doubles up to 15 s, a random half to whole of it', () => {
    const delays = (random: () => number) =>
      [1, 2, 3, 8, 9, 10_000].map((failures) => retryDelay(failures, 0, random));
    expect(delays(() => 0)).toEqual([50, 100, 200, 6_400, 7_500, 7_500]);
    expect(delays(() => 1)).toEqual([100, 200, 400, 12_800, 15_000, 15_000]);
  });

  test('is as long as was asked for, and up to a tenth longer, for an hour at most', () => {
    expect(retryDelay(1, 20_000, () => 0)).toBe(20_000);
    expect(retryDelay(1, 20_000, () => 1)).toBe(22_000);
    expect(retryDelay(1, 1e12, () => 0)).toBe(3_600_000);
  });
});

test.each([
  [null, 0],
  ['0', 0],
  ['90', 90_000],
  ['Thu, 01 Jan 1970 00:00:12 GMT', 2_000],
  ['Thu, 01 Jan 1970 00:00:02 GMT', 0],
  ['soon', 0],
  ['-5', 0],
])('retryAfterMs(%j) is %i', (header, ms) => {
  expect(retryAfterMs(header, 10_000)).toBe(ms);
});
