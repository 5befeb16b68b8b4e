import { once } from 'node:events';
import { fc } from '@fast-check/vitest';
import { WebSocket } from 'ws';
import { goldenRefusals } from '../goldenFrames.js';
import { goldenTexts, mutatedMessages } from './mutatedMessages.js';
import { ending, exchange, frameOf, open, requestText, upgradeHeaders } from './raw.js';
import { talk } from './talk.js';

/* What hostile programs do to a server. Each is heard to its end; all that the server said is given back. */

/** Who is attacked, and with which secrets in hand. */
export interface Target {
  readonly port: number;
  /** Of a controller. */
  readonly token: string;
}

export type Attack = (target: Target, seed: number) => Promise<string>;

const own = ({ port }: Target) => `Host: 127.0.0.1:${port}`;

const hello = '{"t":"hello","client":"hostile"}';

/** Bytes of a whole connection, with some of them changed. */
const mutatedConnections: Attack = async (target, seed) => {
  const upgrade = requestText('GET', '/v1/ws', [own(target), ...upgradeHeaders]);
  const stream = requestText('GET', '/v1/sse?topic=*', [own(target), 'Last-Event-ID: a@b@1&c']);
  const whole = [
    Buffer.concat([
      Buffer.from(upgrade),
      ...goldenTexts.map((text) => frameOf(Buffer.from(text))),
      frameOf(Buffer.from([3, 0xe8]), { opcode: 8 }),
    ]),
    Buffer.from(stream),
  ];
  const mutation = fc.record({
    of: fc.constantFrom(0, 0, 0, 1),
    at: fc.array(fc.tuple(fc.nat(3_000), fc.nat(255)), { minLength: 1, maxLength: 6 }),
  });
  const heard = await Promise.all(
    fc.sample(mutation, { numRuns: 60, seed }).map(async ({ of, at }) => {
      const bytes = Buffer.from(whole[of]);
      for (const [place, byte] of at) bytes[place % bytes.length] = byte;
      const socket = await open(target.port);
      const all = ending(socket);
      socket.end(bytes);
      return all;
    }),
  );
  return heard.join('\n');
};

/** Connections that are reset in the middle of anything. */
const cutConnections: Attack = async (target) => {
  const upgrade = requestText('GET', '/v1/ws', [own(target), ...upgradeHeaders]);
  const frames = goldenTexts.map((text) => frameOf(Buffer.from(text)));
  const whole = Buffer.concat([Buffer.from(upgrade), ...frames]);
  for (let length = 1; length < whole.length; length += 47) {
    const socket = await open(target.port);
    const closed = once(socket, 'close');
    socket.write(whole.subarray(0, length), () => socket.resetAndDestroy());
    await closed;
  }
  return '';
};

/** Many who say hello, subscribe to everything, and go without a word. */
const crowd: Attack = async ({ port }) => {
  const heard = await Promise.all(
    Array.from({ length: 50 }, async () => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/ws`, 'gradstream.v1.json');
      socket.on('error', () => {});
      await once(socket, 'open');
      socket.send(hello);
      socket.send('{"t":"sub","id":"1","topic":"*","from":"first"}');
      const [first]: Buffer[] = await once(socket, 'message');
      socket.terminate();
      return String(first);
    }),
  );
  return heard.join('\n');
};

const refusedTexts: Attack = async (target, seed) => {
  const texts = [...goldenRefusals.map(([text]) => text), ...mutatedMessages(200, seed)];
  const heard: string[] = [];
  for (let i = 0; i < texts.length; i += 15)
    heard.push(await talk(target.port, [hello, ...texts.slice(i, i + 15)]));
  return heard.join('\n');
};

const wrongBeginnings: Attack = async (target) => {
  const heard = [['{'], [hello, hello], ['{"t":"ping"}'], [Buffer.from(hello)], []].map((texts) =>
    talk(target.port, texts),
  );
  return (await Promise.all(heard)).join('\n');
};

const oversized: Attack = async (target) =>
  [
    await talk(target.port, [hello, 'x'.repeat(16 * 1024 + 1)]),
    await talk(target.port, [hello, 'x'.repeat(1e6)]),
    await talk(target.port, ['['.repeat(16 * 1024)]),
    await exchange(target.port, requestText('GET', `/${'x'.repeat(10_000)}`, [own(target)])),
  ].join('\n');

/** Streams behind streams on one connection, and upgrades that are refused and kept. */
const pipelined: Attack = async (target) => {
  const stream = requestText('GET', '/v1/sse?topic=*', [own(target)]);
  for (let i = 0; i < 10; i++) {
    const socket = await open(target.port);
    socket.write(stream.repeat(10));
    await once(socket, 'data');
    socket.destroy();
  }
  const wrong = requestText('GET', '/v1/ws', ['Host: evil.example', ...upgradeHeaders]);
  return exchange(target.port, wrong);
};

/** The right token in every place where it has no business. */
const misplacedTokens: Attack = async (target) => {
  const { port, token } = target;
  const right = `Authorization: Bearer ${token}`;
  const end = 'Connection: close';
  const requests = [
    ['GET', `/${token}`, own(target)],
    ['GET', `/?token=${token}`, own(target)],
    ['GET', `/v1/runs?token=${token}`, own(target), right],
    ['GET', `/v1/sse?topic=${token}`, own(target), right],
    ['GET', `/v1/sse?topic=*`, `Host: ${token}`, right],
    ['GET', '/v1/runs', own(target), `Origin: http://${token}`, right],
    ['GET', '/v1/runs', own(target), `${right}x`],
    ['GET', '/v1/runs', own(target), `Authorization: Basic ${token}`],
    ['GET', '/metrics', own(target), right, `Cookie: ${token}`, `Referer: http://a/${token}`],
    ['POST', '/v1/runs', own(target), right],
    [token, '/', own(target)],
    ['GET', '/', own(target), `${token}: ${token}`],
    ['GET', '/', own(target), `Expect: ${token}`],
    [
      'GET',
      '/v1/ws',
      own(target),
      ...upgradeHeaders.slice(0, -1),
      `Sec-WebSocket-Protocol: ${token}`,
    ],
  ];
  const heard = await Promise.all(
    requests.map(([method, path, ...headers]) =>
      exchange(port, requestText(method, path, [...headers, end])),
    ),
  );
  const texts = [
    hello.replace('hostile', token),
    token,
    `{"t":"${token}"}`,
    `{"t":"ping","${token}":1}`,
    JSON.stringify({ t: 'sub', id: '1', topic: token }),
    JSON.stringify({ t: 'unsub', id: '1', topic: token }),
    JSON.stringify({ t: 'cmd', id: '1', key: token, run: token, cmd: token, args: {} }),
    token,
  ];
  heard.push(await talk(target.port, texts, [`gradstream.auth.${token}`]));
  heard.push(await talk(target.port, texts, [`gradstream.auth.${token}x`]));
  heard.push(await talk(target.port, texts, [token]));
  return heard.join('\n');
};

/** All of them, by name. */
export const attacks: Readonly<Record<string, Attack>> = {
  mutatedConnections,
  cutConnections,
  crowd,
  refusedTexts,
  wrongBeginnings,
  oversized,
  pipelined,
  misplacedTokens,
};
