import { describe, expect, test } from 'vitest';
import {
  ConnectionError,
  connect,
  type PointRange,
  RequestError,
  type SeriesPart,
} from '../../../server/client.js';
import { type FakeSocket, fakeWebSocket } from './fakeWebSocket.js';
import { agg, data, subscribed, topic, welcome } from './messages.js';

/** A connection to a server that welcomes at once. */
function connected() {
  const { WebSocket, sockets } = fakeWebSocket();
  const connection = connect('http://localhost:1/', { WebSocket });
  const [socket] = sockets;
  socket.open();
  socket.say(welcome());
  return { connection, socket };
}

/** Grants the last subscription that was asked for. */
function answer(socket: FakeSocket, more: Parameters<typeof subscribed>[0] = {}): void {
  const sub = socket.sent.findLast(({ t }) => t === 'sub');
  socket.say({ t: 'ok', id: String(sub?.id), topics: [subscribed(more)] });
}

/** A subscriber to the series, and what it got. */
function reading() {
  const { connection, socket } = connected();
  const parts: SeriesPart[] = [];
  connection.series(topic).subscribe((part) => parts.push(part));
  answer(socket);
  return { connection, socket, parts };
}

/** The seqs that parts cover, in the order in which they came. */
function seqs(parts: readonly SeriesPart[]): number[] {
  return parts.flatMap((part) =>
    part.kind === 'reset'
      ? []
      : Array.from({ length: part.last - part.first + 1 }, (_, i) => part.first + i),
  );
}

describe('connect()', () => {
  test('says hello first, with the token in the subprotocol and nowhere else', () => {
    const { WebSocket, sockets } = fakeWebSocket();
    connect('http://localhost:1/#token=secret', { WebSocket, client: 'test' });
    sockets[0].open();
    expect(sockets[0].protocols).toEqual(['gradstream.v1.json', 'gradstream.auth.secret']);
    expect(sockets[0].sent).toEqual([{ t: 'hello', client: 'test', resume: [] }]);
  });

  test('asks for nothing that nobody subscribes to', () => {
    expect(connected().socket.sent.map(({ t }) => t)).toEqual(['hello']);
  });

  test('answers a ping with a pong', () => {
    const { socket } = connected();
    socket.say({ t: 'ping' });
    expect(socket.sent.at(-1)).toEqual({ t: 'pong' });
  });

  test('ignores what is no message, and messages of later versions', () => {
    const { socket, parts } = reading();
    for (const text of ['', 'null', '[]', '{"t":7}', '{"t":"later"}', '{"t":'])
      socket.sayText(text);
    socket.say(data(1, 2));
    expect(seqs(parts)).toEqual([1, 2]);
  });

  test.each(['', 'localhost:1', 'ftp://localhost'])('refuses the address "%s"', (address) => {
    expect(() => connect(address, { WebSocket: fakeWebSocket().WebSocket })).toThrow(TypeError);
  });
});

describe('series()', () => {
  test('gives points with their iterations and values, bit for bit', () => {
    const { socket, parts } = reading();
    socket.say(data(1, 4, { y: ['NaN', '-0', '-Infinity', 0.1] }));
    const values = [NaN, -0, -Infinity, 0.1];
    const iterations = [1, 2, 3, 4];
    expect(parts).toEqual([{ kind: 'points', topic, first: 1, last: 4, iterations, values }]);
  });

  test('drops what it has, whole frames and parts of them', () => {
    const { socket, parts } = reading();
    socket.say(data(1, 5));
    socket.say(data(2, 4));
    socket.say(data(4, 7));
    expect(seqs(parts)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(parts.at(-1)).toMatchObject({ first: 6, iterations: [6, 7], values: [60, 70] });
  });

  test('takes every seq once from points and ranges, whatever the order of both', () => {
    const { socket, parts } = reading();
    socket.say(agg(1, [4, 4], 'history'));
    socket.say(data(5, 10));
    socket.say(agg(9, [2, 3], 'lagging'));
    expect(seqs(parts)).toEqual(Array.from({ length: 13 }, (_, i) => i + 1));
  });

  test('drops what is of another epoch', () => {
    const { socket, parts } = reading();
    socket.say(data(1, 2));
    socket.say(data(3, 4, { e: 'other' }));
    expect(seqs(parts)).toEqual([1, 2]);
  });

  test('reads a gap again from where it is, once, and goes on when it is filled', () => {
    const { socket, parts } = reading();
    socket.say(data(1, 2));
    socket.say(data(5, 6));
    socket.say(data(7, 7));
    const subs = socket.sent.filter(({ t }) => t === 'sub');
    expect(subs).toHaveLength(2);
    expect(subs[1]).toMatchObject({ topic, from: { epoch: 'a', seq: 2 } });
    answer(socket);
    socket.say(data(3, 8));
    expect(seqs(parts)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('reads a row again that begins before what it has and ends behind it', () => {
    const { socket, parts } = reading();
    socket.say(data(1, 2));
    socket.say(agg(1, [4], 'lagging'));
    expect(socket.sent.at(-1)).toMatchObject({ t: 'sub', from: { epoch: 'a', seq: 2 } });
    answer(socket);
    socket.say(agg(3, [2], 'lagging'));
    expect(seqs(parts)).toEqual([1, 2, 3, 4]);
  });

  test('tells when the log has begun anew, and takes the new one from its first seq', () => {
    const { socket, parts } = reading();
    socket.say(data(1, 3));
    socket.say({ t: 'reset', s: topic, e: 'b', top: 1, why: 'lost' });
    socket.say(data(1, 1, { e: 'b' }));
    expect(parts.map(({ kind }) => kind)).toEqual(['points', 'reset', 'points']);
  });

  test('fails when the server has no such topic', () => {
    const { connection, socket } = connected();
    const errors: unknown[] = [];
    connection.series('r9/none').subscribe({ error: (error) => errors.push(error) });
    const id = String(socket.sent.at(-1)?.id);
    socket.say({ t: 'err', id, code: 'unknownTopic', message: 'no topic has this name' });
    expect(errors).toEqual([
      new RequestError('Cannot subscribe to r9/none: no topic has this name', 'unknownTopic'),
    ]);
  });

  test('is a subscription of its own each time: one that comes later misses nothing', () => {
    const { connection, socket, parts } = reading();
    socket.say(data(1, 3));
    const later: SeriesPart[] = [];
    connection.series(topic).subscribe((part) => later.push(part));
    answer(socket);
    socket.say(data(1, 4));
    expect(seqs(parts)).toEqual([1, 2, 3, 4]);
    expect(seqs(later)).toEqual([1, 2, 3, 4]);
  });

  test('tells the server when the last subscriber is gone', () => {
    const { connection, socket } = connected();
    const [one, other] = [0, 1].map(() => connection.series(topic).subscribe());
    one.unsubscribe();
    expect(socket.sent.at(-1)).toMatchObject({ t: 'sub' });
    other.unsubscribe();
    expect(socket.sent.at(-1)).toMatchObject({ t: 'unsub', topic });
  });

  test('passes on where to begin, how many frames a second are wanted, and how many points', () => {
    const { connection, socket } = connected();
    const wish = { from: { last: 100 }, maxHz: 5, points: 9 };
    connection.series(topic, wish).subscribe();
    expect(socket.sent.at(-1)).toMatchObject({ t: 'sub', topic, ...wish });
  });
});

describe('points()', () => {
  test('gives points and ranges one by one, each with its extremes and its last value', () => {
    const { connection, socket } = connected();
    const points: PointRange[] = [];
    connection.points(topic).subscribe((point) => points.push(point));
    answer(socket);
    socket.say(agg(1, [3], 'history'));
    socket.say(data(4, 5, { y: [40, 'Infinity'] }));
    expect(points.map(({ iteration, value, min, max }) => [iteration, value, min, max])).toEqual([
      [3, 30, 10, 30],
      [4, 40, 40, 40],
      [5, Infinity, NaN, NaN],
    ]);
    expect(points.map(({ count, nonFinite }) => [count, nonFinite])).toEqual([
      [3, 0],
      [1, 0],
      [1, 1],
    ]);
  });
});

describe('state() and events()', () => {
  test('a state skips what it missed', () => {
    const { connection, socket } = connected();
    const values: unknown[] = [];
    const status = 'r1/run/status';
    connection.state(status).subscribe((value) => values.push(value));
    answer(socket, { topic: status, class: 'state' });
    for (const q of [3, 9, 9]) socket.say({ t: 'state', s: status, e: 'a', q, d: `v${q}` });
    expect(values).toEqual(['v3', 'v9']);
  });

  test('an event that is missing is read again', () => {
    const { connection, socket } = connected();
    const seen: number[] = [];
    const events = 'r1/run/events';
    connection.events(events).subscribe(({ seq }) => seen.push(seq));
    answer(socket, { topic: events, class: 'event' });
    for (const q of [1, 3]) socket.say({ t: 'event', s: events, e: 'a', q, d: {} });
    expect(socket.sent.at(-1)).toMatchObject({ topic: events, from: { epoch: 'a', seq: 1 } });
    answer(socket, { topic: events, class: 'event' });
    for (const q of [2, 3]) socket.say({ t: 'event', s: events, e: 'a', q, d: {} });
    expect(seen).toEqual([1, 2, 3]);
  });
});

describe('topics()', () => {
  test('gives all topics that a pattern means, each with its own place', () => {
    const { connection, socket } = connected();
    const seen: string[] = [];
    connection.topics('r1/*').subscribe((part) => seen.push(`${part.topic} ${part.kind}`));
    const id = String(socket.sent.at(-1)?.id);
    const names = [topic, 'r1/test/accuracy', 'r2/train/cost'];
    socket.say({ t: 'ok', id, topics: names.map((name) => subscribed({ topic: name })) });
    for (const s of names) socket.say(data(1, 1, { s }));
    expect(seen).toEqual([`${topic} points`, 'r1/test/accuracy points']);
  });
});

describe('command()', () => {
  const pause = { cmd: 'pause', args: {} } as const;

  test('is fulfilled with the iteration where it took effect', async () => {
    const { connection, socket } = connected();
    const asked = connection.command('r1', pause, { ifRev: 3 });
    const sent = socket.sent.at(-1);
    expect(sent).toMatchObject({ t: 'cmd', run: 'r1', cmd: 'pause', args: {}, ifRev: 3 });
    socket.say({ t: 'ok', id: String(sent?.id), applied: { iteration: 17 } });
    await expect(asked).resolves.toEqual({ iteration: 17 });
  });

  test('is rejected with the reason when it is refused', async () => {
    const { connection, socket } = connected();
    const asked = connection.command('r1', pause);
    const id = String(socket.sent.at(-1)?.id);
    socket.say({ t: 'err', id, code: 'forbidden', message: 'a command needs the token' });
    await expect(asked).rejects.toMatchObject({ name: 'RequestError', code: 'forbidden' });
  });

  test('is rejected when the connection is closed before the answer', async () => {
    const { connection } = connected();
    const asked = connection.command('r1', pause);
    connection.close();
    await expect(asked).rejects.toBeInstanceOf(ConnectionError);
  });
});

describe('close()', () => {
  test('closes the socket and completes the topics', () => {
    const { connection, socket } = connected();
    let completed = false;
    connection.series(topic).subscribe({
      complete: () => {
        completed = true;
      },
    });
    connection.close();
    expect([socket.closed, completed]).toEqual([true, true]);
  });
});
