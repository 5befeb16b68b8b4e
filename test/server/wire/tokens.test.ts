import { createTokens, type Serving, serve } from 'gradstream/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from './client.js';
import { exchange, requestText, statusOf, upgradeHeaders } from './raw.js';
import { scriptedRun } from './scriptedRun.js';

let serving: Serving;
let port: number;

describe('who comes in by token:', () => {
  const tokens = createTokens();
  beforeAll(async () => {
    serving = await serve(scriptedRun().run, { tickMs: 5, tokens, watchersNeedToken: true });
    ({ port } = serving);
  });
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
    const upgrade = requestText('GET', '/v1/ws', [host(), ...headers, ...upgradeHeaders]);
    expect(statusOf(await exchange(port, upgrade))).toBe(401);
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
      const client = await connect(port, { token });
      expect(client.got[0]).toMatchObject({ t: 'welcome', role });
      expect(client.socket.protocol).toBe('gradstream.v1.json');
      await client.end();
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
