import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { createBundles } from '../../../server/sessions/bundles.js';
import { prepareFrame } from '../../../server/sessions/prepareFrame.js';
import { webSocketConnection } from '../../../server/sessions/webSocketConnection.js';

test('ws is the version whose frames were looked at; with another one look again at prepareFrame()', () => {
  const path = createRequire(import.meta.url).resolve('ws/package.json');
  expect(JSON.parse(readFileSync(path, 'utf8')).version).toBe('8.23.0');
});

test.each([0, 125, 126, 65_535, 65_536])(
  'prepareFrame() makes a text frame of %i bytes',
  (length) => {
    const bytes = prepareFrame?.('x'.repeat(length)) ?? new Uint8Array();
    const head = length < 126 ? [0x81, length] : length < 65_536 ? [0x81, 126] : [0x81, 127];
    expect([...bytes.subarray(0, 2)]).toEqual(head);
    expect(Buffer.from(bytes.subarray(bytes.length - length)).toString()).toBe('x'.repeat(length));
  },
);

test('bundles are made once for all who get the same frames', () => {
  let encoded = 0;
  const bundles = createBundles((text) => {
    encoded++;
    return Buffer.from(text);
  });
  const [a, b] = [
    { last: 1, text: 'a' },
    { last: 2, text: 'b' },
  ];
  expect(Buffer.from(bundles.bytesOf([a, b])).toString()).toBe('ab');
  expect(bundles.bytesOf([a, b])).toBe(bundles.bytesOf([a, b]));
  expect(bundles.bytesOf([b])).toBe(bundles.bytesOf([b]));
  expect(encoded).toBe(2);
});

/** A WebSocket and its socket, as far as a connection knows them, with what was done to them. */
function sockets({ extensions = '', bufferedAmount = 0, writableLength = 0, readyState = 1 } = {}) {
  const done: string[] = [];
  const socket = {
    OPEN: 1 as const,
    readyState,
    extensions,
    bufferedAmount,
    send: (text: string) => done.push(`send ${text}`),
    ping: () => done.push('ping'),
    close: (code: number) => done.push(`close ${code}`),
  };
  const raw = {
    writableLength,
    bytesWritten: 10,
    destroyed: false,
    write: (bytes: Uint8Array) => done.push(`write ${Buffer.from(bytes).toString()}`) > 0,
  };
  return { socket, raw, done };
}

const frames = [
  { last: 1, text: 'a' },
  { last: 2, text: 'b' },
];
const bundles = createBundles((text) => Buffer.from(`<${text}>`));

test('webSocketConnection() writes prepared frames to the socket', () => {
  const { socket, raw, done } = sockets();
  webSocketConnection(socket, raw, bundles).write(frames);
  expect(done).toEqual(['write <a><b>']);
});

test.each([
  ['frames cannot be prepared', {}, undefined],
  ['it compresses', { extensions: 'permessage-deflate' }, bundles],
  ['ws has something in flight', { bufferedAmount: 7, writableLength: 0 }, bundles],
])('webSocketConnection() sends in the usual way where %s', (_name, state, prepared) => {
  const { socket, raw, done } = sockets(state);
  webSocketConnection(socket, raw, prepared).write(frames);
  expect(done).toEqual(['send a', 'send b']);
});

test('webSocketConnection() writes nothing to what is closed', () => {
  const { socket, raw, done } = sockets({ readyState: 2 });
  const connection = webSocketConnection(socket, raw, bundles);
  connection.write(frames);
  connection.send({ t: 'pong' });
  connection.ping();
  expect(done).toEqual([]);
});
