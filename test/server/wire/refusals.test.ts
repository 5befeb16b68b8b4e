import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import {
  type CloseCode,
  closeCodes,
  type ErrorCode,
  type ServeOptions,
  serve,
} from 'gradstream/server';
import { afterEach, describe, expect, test } from 'vitest';
import { connect, type WireClient } from './client.js';
import { figuresOf } from './figures.js';
import { closeCodeOf } from './raw.js';
import { scriptedRun } from './scriptedRun.js';
import { type Siege, underSiege } from './underSiege.js';

/* Each refusal of docs/protocol.md, provoked over the wire. */

let siege: Siege;

afterEach(() => siege.end());

const key = '0b0f8f0e-6a2b-4c5d-8e9f-000000000001';
const pause = { t: 'cmd', id: '1', key, run: 'r1', cmd: 'pause', args: {} };

/** What to say in order to be refused, and by whom. */
const refused: Readonly<
  Record<ErrorCode, { says: readonly unknown[]; isWatcher?: boolean; options?: ServeOptions }>
> = {
  notJson: { says: ['{'] },
  badMessage: { says: [{ t: 'dance', id: '1' }] },
  tooFast: {
    says: Array<object>(40).fill({ t: 'ping' }), // behind hello
    options: { limits: { messagesPerSecond: 1e-3 } },
  },
  tooManySubscriptions: {
    says: ['*', 'r*', 'r1*'].map((topic) => ({ t: 'sub', id: '1', topic })),
    options: { limits: { subscriptions: 2 } },
  },
  forbidden: { says: [pause], isWatcher: true },
  unknownTopic: { says: [{ t: 'sub', id: '1', topic: 'r1/train/none' }] },
  notSubscribed: { says: [{ t: 'unsub', id: '1', topic: 'r1/*' }] },
  unknownRun: { says: [{ ...pause, run: 'r9' }] },
  revConflict: { says: [{ ...pause, ifRev: 7 }] },
  keyConflict: { says: [pause, { ...pause, cmd: 'stop' }] },
  refused: { says: [{ ...pause, cmd: 'input', args: { name: '__proto__', value: 1 } }] },
};

const documentation = readFileSync(join(import.meta.dirname, '../../../docs/protocol.md'), 'utf8');
/** Whether the documentation has a star behind it. */
const counts = (code: string) => documentation.match(`\\| \`${code}\` \\|.*\\* \\|`) !== null;

describe.each(Object.entries(refused))('%s', (code, { says, isWatcher = false, options = {} }) => {
  test('is the answer to what it is for', async () => {
    siege = await underSiege(options);
    const { controller: token } = siege.tokens;
    const client = await connect(siege.port, isWatcher ? {} : { token });
    for (const message of says) client.say(message);
    await client.until((got) => got.some(({ t }) => t === 'err'));
    const errors = client.got.filter((each) => each.t === 'err');
    expect(errors.map((each) => each.code)).toEqual([code]);
    await client.end();
  });

  test(`${counts(code) ? 'closes' : 'does not close'} a connection that hears it ten times`, async () => {
    siege = await underSiege({ ...options, limits: { commandsPerMinute: 100, ...options.limits } });
    const { controller: token } = siege.tokens;
    const client = await connect(siege.port, isWatcher ? {} : { token });
    for (const message of says.slice(0, -1)) client.say(message);
    for (let i = 0; i < 10; i++) client.say(says.at(-1));
    if (counts(code)) {
      expect(await client.closed).toBe(closeCodes.badMessages);
      expect(client.got.filter((each) => each.t === 'err')).toHaveLength(10);
    } else {
      await client.until((got) => got.filter(({ t }) => t === 'err').length === 10);
      await client.end();
    }
  });
});

test('eleven commands in a minute are too fast', async () => {
  siege = await underSiege();
  const client = await connect(siege.port, { token: siege.tokens.controller });
  for (let i = 0; i < 11; i++) client.say({ ...pause, id: String(i) });
  await client.until((got) => got.some(({ t }) => t === 'err'));
  expect(client.got.at(-1)).toEqual({
    t: 'err',
    id: '10',
    code: 'tooFast',
    message: '10 commands a minute at most',
  });
  await client.end();
});

/** A client that reads nothing more, and for whom too much is waiting. */
async function sleeping(...topics: readonly string[]): Promise<WireClient> {
  const client = await connect(siege.port);
  for (const topic of topics) await client.ask({ t: 'sub', id: topic, topic });
  client.socket.pause();
  while ((await figuresOf(siege.serving)).clients_lagging === 0) {
    for (let i = 0; i < 20_000; i++) siege.publish();
    await turn();
  }
  return client;
}

const closing: Readonly<Record<keyof typeof closeCodes, () => Promise<number>>> = {
  async badHello() {
    siege = await underSiege();
    const client = await connect(siege.port);
    client.say({ t: 'hello', client: 'twice' });
    return client.closed;
  },
  async badMessages() {
    siege = await underSiege();
    const client = await connect(siege.port);
    for (let i = 0; i < 10; i++) client.say('{');
    return client.closed;
  },
  async notText() {
    siege = await underSiege();
    const client = await connect(siege.port);
    client.socket.send(Buffer.from('{"t":"ping"}'));
    return client.closed;
  },
  async stalled() {
    siege = await underSiege({ limits: { messagesPerSecond: 1e9, messageBurst: 1e9 } });
    const client = await connect(siege.port);
    client.socket.pause();
    // Answers of 2 KB each: more than lines and limits hold.
    for (let i = 0; i < 20_000; i++) client.say({ t: 'sub', id: '1', topic: '*' });
    const other = await connect(siege.port);
    await other.end();
    client.socket.resume();
    return client.closed;
  },
  async silent() {
    siege = await underSiege({ limits: { pingMs: 50, pongMs: 50 } });
    const socket = await siege.rawWebSocket();
    for (;;) {
      const [bytes]: Buffer[] = await once(socket, 'data');
      const code = closeCodeOf(bytes.toString('latin1'));
      if (code === 0) continue;
      socket.destroy();
      return code;
    }
  },
  async goingAway() {
    siege = await underSiege();
    const other = await serve(scriptedRun().run);
    const client = await connect(other.port);
    await other.close();
    return client.closed;
  },
  async tooFarBehind() {
    siege = await underSiege({ pointsPerTick: Infinity, limits: { eventsBehind: 10 } });
    const client = await sleeping('r1/train/cost', 'r1/run/events');
    for (let i = 0; i < 20; i++)
      siege.applied$.next({ command: { type: 'evaluate' }, iteration: i });
    // One tick sees that it is too far behind, the next one closes.
    for (let i = 0; i < 2; i++) await siege.seen();
    client.socket.resume();
    return client.closed;
  },
};

test.each(Object.entries(closing))('a connection is closed as %s', async (name, provoke) => {
  const codes: Readonly<Record<string, CloseCode>> = closeCodes;
  expect(await provoke()).toBe(codes[name]);
});

test('a reader for whom nothing moves is cut off, and takes up no place', async () => {
  siege = await underSiege({ pointsPerTick: Infinity, limits: { stallMs: 500 } });
  const client = await sleeping('r1/train/cost');
  // Its close is not read either; 5 s later it is gone.
  await expect.poll(() => figuresOf(siege.serving)).toMatchObject({ clients: 1, connections: 1 });
  client.socket.resume();
  expect([closeCodes.stalled, 1006]).toContain(await client.closed);
});
