import { once } from 'node:events';
import { fc } from '@fast-check/vitest';
import { type Serving, serve } from 'gradstream/server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { goldenConversation } from '../goldenFrames.js';
import { bystander } from './bystander.js';
import { connect } from './client.js';
import { closeCodeOf, ending, frameOf, open, requestText, upgradeHeaders } from './raw.js';
import { scriptedRun } from './scriptedRun.js';

/*
 * Whatever somebody sends: the server lives, closes with the code of the documentation, and a bystander sees
 * every point.
 */

let serving: Serving;
let scripted: ReturnType<typeof scriptedRun>;
let witness: Awaited<ReturnType<typeof bystander>>;
let published = 0;

beforeEach(async () => {
  scripted = scriptedRun();
  serving = await serve(scripted.run, { tickMs: 5, connectionsPerAddress: 2_000 });
  witness = await bystander(serving.port);
  published = 0;
});

afterEach(async () => {
  publish();
  await witness.sawAll(published);
  await witness.end();
  await serving.close();
});

function publish(): void {
  scripted.costs(published++);
}

/** An open WebSocket, as bytes. */
async function rawWebSocket() {
  const socket = await open(serving.port);
  const headers = [`Host: 127.0.0.1:${serving.port}`, ...upgradeHeaders];
  socket.write(requestText('GET', '/v1/ws', headers));
  await once(socket, 'data');
  return socket;
}

const goldens = goldenConversation.flatMap(({ say }) =>
  say === undefined ? [] : [JSON.stringify(say)],
);

test('100,000 mutated messages', { timeout: 120_000 }, async () => {
  const mutation = fc.record({
    text: fc.constantFrom(...goldens.filter((text) => !text.includes('hello'))),
    at: fc.nat(200),
    cut: fc.nat(8),
    by: fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom('{', '[', '"', '1e999', 'null', '__proto__', '-'),
    ),
  });
  const mutations = fc.sample(mutation, { numRuns: 100_000, seed: 7 });
  await serving.close();
  await witness.end();
  // So patient that it reads all of them, where it would close after ten.
  const limits = { badMessages: 1e9, messagesPerSecond: 1e9, messageBurst: 1e9 };
  scripted = scriptedRun();
  serving = await serve(scripted.run, { tickMs: 5, limits });
  witness = await bystander(serving.port);
  const { controller: token } = serving.tokens;
  const client = await connect(serving.port, { token });
  for (const [i, { text, at, cut, by }] of mutations.entries()) {
    client.say(text.slice(0, at) + by + text.slice(at + cut));
    if (i % 500 !== 499) continue;
    publish();
    await client.ask({ t: 'unsub', id: `alive ${i}`, topic: 'none' });
    client.got.length = 0;
  }
  await client.end();
});

test('messages that are too long close with 1009', async () => {
  const client = await connect(serving.port);
  client.say('x'.repeat(16 * 1024 + 1));
  expect(await client.closed).toBe(1009);
});

test('a message of as many bytes as may be is read', async () => {
  const client = await connect(serving.port);
  client.say(`{"t":"ping","x":"${'x'.repeat(16 * 1024 - 19)}"}`);
  await client.until((got) => got.some(({ t }) => t === 'pong'));
  await client.end();
});

test('tiny fragments close with 1008', async () => {
  const socket = await rawWebSocket();
  socket.write(frameOf(Buffer.from('{'), { fin: false }));
  for (let i = 0; i < 200; i++) socket.write(frameOf(Buffer.from(' '), { opcode: 0, fin: false }));
  expect(closeCodeOf(await ending(socket))).toBe(1008);
});

test('a message in a few pieces is read', async () => {
  const socket = await rawWebSocket();
  const text = '{"t":"hello","client":"pieces"}';
  for (let i = 0; i < text.length; i++) {
    const piece = { opcode: i === 0 ? 1 : 0, fin: i === text.length - 1 };
    socket.write(frameOf(Buffer.from(text[i]), piece));
  }
  const [answer]: Buffer[] = await once(socket, 'data');
  expect(answer.toString()).toContain('"t":"welcome"');
  socket.destroy();
});

test.each([
  ['bytes that are no UTF-8', () => frameOf(Buffer.from([0xff, 0xfe])), 1007],
  ['a frame without a mask', () => Buffer.from([0x81, 0x02, 0x68, 0x69]), 1002],
  ['a frame of a kind that there is not', () => frameOf(Buffer.from('x'), { opcode: 3 }), 1002],
  ['a binary message', () => frameOf(Buffer.from('{"t":"ping"}'), { opcode: 2 }), 4002],
])('%s closes', async (_name, frame, code) => {
  const socket = await rawWebSocket();
  socket.write(frame());
  const [answer]: Buffer[] = await once(socket, 'data');
  expect(closeCodeOf(answer.toString('latin1'))).toBe(code);
  socket.destroy();
});

test('connections that are cut in the middle of anything', async () => {
  const whole = Buffer.concat([
    Buffer.from(
      requestText('GET', '/v1/ws', [`Host: 127.0.0.1:${serving.port}`, ...upgradeHeaders]),
    ),
    ...goldens.map((text) => frameOf(Buffer.from(text))),
  ]);
  for (let length = 1; length < whole.length; length += 13) {
    const socket = await open(serving.port);
    socket.write(whole.subarray(0, length), () => socket.resetAndDestroy());
    await once(socket, 'close');
    if (length % 130 === 1) publish();
  }
});

test('a crowd that says hello and goes', async () => {
  for (let i = 0; i < 10; i++) {
    const crowd = await Promise.all(Array.from({ length: 50 }, () => connect(serving.port)));
    publish();
    for (const { socket } of crowd) socket.terminate();
  }
});
