import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { closeCodeOf, ending, frameOf } from './raw.js';
import { type Siege, underSiege } from './underSiege.js';

/* RFC 6455, bent: pieces of messages, and frames that may not be. */

let siege: Siege;

beforeEach(async () => {
  siege = await underSiege();
});

afterEach(() => siege.end());

/** A text in pieces of so many bytes, with frames between them. */
function inPieces(text: string | Buffer, size: number, between: Buffer = Buffer.alloc(0)): Buffer {
  const bytes = Buffer.from(text);
  const frames: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const fin = at + size >= bytes.length;
    frames.push(frameOf(bytes.subarray(at, at + size), { opcode: at === 0 ? 1 : 0, fin }));
    if (!fin) frames.push(between);
  }
  return Buffer.concat(frames);
}

/** What a server answers to frames, up to the answer to a close. */
async function answerTo(...frames: readonly Buffer[]): Promise<string> {
  const socket = await siege.rawWebSocket();
  const all = ending(socket);
  socket.write(Buffer.concat([...frames, frameOf(Buffer.from([0x03, 0xe8]), { opcode: 8 })]));
  return all;
}

const pingOf = (length: number) => `{"t":"ping","x":"${'x'.repeat(length - 19)}"}`;
const ping = (payload: string) => frameOf(Buffer.from(payload), { opcode: 9 });
const start = frameOf(Buffer.from('{'), { fin: false });
const nothing = frameOf(Buffer.alloc(0), { opcode: 0, fin: false });
/** The length of a frame in the form of 64 bits. */
const long = (bytes: bigint) => {
  const head = Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  head.writeBigUInt64BE(bytes, 2);
  return head;
};
const pongs = (answer: string) => answer.split('{"t":"pong"}').length - 1;

describe('is read:', () => {
  test.each([
    ['a message in 64 pieces of a byte', inPieces(pingOf(64), 1)],
    ['the longest message, in 64 pieces', inPieces(pingOf(16 * 1024), 256)],
    [
      'a message in pieces, empty ones between',
      inPieces('{"t":"ping"}', 1, frameOf(Buffer.alloc(0), { opcode: 0, fin: false })),
    ],
    ['a message that is cut within a character', inPieces('{"t":"ping","x":"\u{1f600}\u{e9}"}', 1)],
    ['a message with pings in between', inPieces('{"t":"ping"}', 1, ping(''))],
  ])('%s', async (_name, frames) => {
    const answer = await answerTo(frames);
    expect([pongs(answer), closeCodeOf(answer)]).toEqual([1, 1000]);
  });
});

test('each ping between pieces is answered with its payload', async () => {
  const answer = await answerTo(inPieces('{"t":"ping"}', 2, ping('are you there')));
  expect(answer.split('\x8a\x0dare you there')).toHaveLength(6);
  expect(pongs(answer)).toBe(1);
});

describe('closes', () => {
  test.each([
    ['a message in 65 pieces', 1008, inPieces(pingOf(65), 1)],
    [
      'a message that never ends',
      1008,
      Buffer.concat([start, ...Array<Buffer>(1_000).fill(nothing)]),
    ],
    [
      'one that never ends, with pings',
      1008,
      Buffer.concat([
        start,
        ...Array<Buffer>(10).fill(Buffer.concat([nothing, nothing, ping('p')])),
        ...Array<Buffer>(1_000).fill(nothing),
      ]),
    ],
    ['pieces that are too long together', 1009, inPieces('x'.repeat(16 * 1024 + 1), 8 * 1024)],
    ['a frame that says it is too long', 1009, long(16n * 1024n + 1n)],
    ['a frame of 2^31 bytes', 1009, long(2n ** 31n)],
    ['a frame of 2^53 bytes', 1009, long(2n ** 53n)],
    ['a frame of 2^64 - 1 bytes', 1009, long(2n ** 64n - 1n)],
    ['a piece of nothing', 1002, nothing],
    ['a message within another', 1002, Buffer.concat([start, frameOf(Buffer.from('{}'))])],
    ['a binary message within a text', 1002, Buffer.concat([start, frameOf(start, { opcode: 2 })])],
    ['a ping in pieces', 1002, frameOf(Buffer.from('p'), { opcode: 9, fin: false })],
    ['a long ping', 1002, frameOf(Buffer.alloc(126), { opcode: 9 })],
    ['a long pong', 1002, frameOf(Buffer.alloc(126), { opcode: 10 })],
    ['a frame of a kind that there is not', 1002, frameOf(Buffer.from('x'), { opcode: 3 })],
    ['a control frame that there is not', 1002, frameOf(Buffer.from('x'), { opcode: 11 })],
    ['a frame without a mask', 1002, Buffer.from([0x81, 0x02, 0x68, 0x69])],
    ['a frame that says it is compressed', 1002, frameOf(Buffer.from('{}'), { opcode: 0x41 })],
    ['a reserved bit', 1002, frameOf(Buffer.from('{}'), { opcode: 0x21 })],
    ['half a close code', 1002, frameOf(Buffer.from([3]), { opcode: 8 })],
    ['a close code that nobody may send', 1002, frameOf(Buffer.from([3, 0xed]), { opcode: 8 })],
    ['bytes that are no UTF-8', 1007, frameOf(Buffer.from([0xff, 0xfe]))],
    ['pieces that are no UTF-8', 1007, inPieces(Buffer.from([0x7b, 0xc3, 0x28]), 1)],
    ['a surrogate', 1007, frameOf(Buffer.from([0xed, 0xa0, 0x80]))],
    ['a binary message', 4002, frameOf(Buffer.from('{"t":"ping"}'), { opcode: 2 })],
    ['an empty binary message', 4002, frameOf(Buffer.alloc(0), { opcode: 2 })],
  ])('%s with %i', async (_name, code, frames) => {
    expect(closeCodeOf(await answerTo(frames))).toBe(code);
  });

  test('a message that comes in more than 256 packets, with 1008', async () => {
    const socket = await siege.rawWebSocket();
    const all = ending(socket);
    socket.setNoDelay();
    for (const byte of frameOf(Buffer.from(pingOf(3_000)))) {
      if (socket.destroyed) break;
      socket.write(Buffer.from([byte]));
      await turn();
    }
    expect(closeCodeOf(await all)).toBe(1008);
  });
});

test('who asks for pongs and reads none is cut off, and takes up no room', async () => {
  const socket = await siege.rawWebSocket();
  socket.pause();
  const before = process.memoryUsage().arrayBuffers;
  const many = Buffer.concat(Array<Buffer>(500).fill(ping('p'.repeat(125))));
  let sent = 0;
  while (!socket.destroyed && sent < 1e9) {
    sent += many.length;
    await new Promise((resolve) => {
      socket.write(many, resolve);
      socket.once('close', resolve);
    });
  }
  expect(sent).toBeLessThan(1e9);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024);
});
