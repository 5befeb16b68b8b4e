import { closeCodes, defaultLimits } from 'gradstream/server';
import { describe, expect, test } from 'vitest';
import { createStage, hello } from './stage.js';

const sub = (topic: string, more: object = {}) => ({ t: 'sub', id: '1', topic, ...more });
const key = '0b0f8f0e-6a2b-4c5d-8e9f-000000000001';
const pause = { t: 'cmd', id: 'c', key, run: 'r1', cmd: 'pause', args: {} };

/** A session that has said hello. */
function greeted(limits = {}, role: 'watcher' | 'controller' = 'watcher') {
  const stage = createStage(limits);
  const client = stage.connect(role);
  client.say(hello);
  client.line.news();
  return { stage, ...client };
}

describe('hello', () => {
  test('is answered with what there is', () => {
    const stage = createStage();
    const { line, say } = stage.connect();
    say(hello);
    expect(line.news()).toEqual([
      {
        t: 'welcome',
        v: 1,
        session: 's',
        role: 'watcher',
        limits: defaultLimits,
        topics: stage.hub.topics,
        resumed: [],
      },
    ]);
  });

  test('goes on behind the positions that it names, where that is possible', () => {
    const stage = createStage();
    for (const event of ['a', 'b', 'c']) stage.events.publish(event);
    const { line, say } = stage.connect();
    const at = (topic: string, epoch: string) => ({ topic, epoch, seq: 2 });
    say({
      ...hello,
      resume: [at('r1/run/events', 'e'), at('r1/run/status', 'old'), at('no/such', 'e')],
    });
    expect(line.news()).toMatchObject([
      {
        t: 'welcome',
        resumed: [
          { topic: 'r1/run/events', recovered: true },
          { topic: 'r1/run/status', recovered: false },
        ],
      },
      { t: 'event', q: 3, d: 'c' },
    ]);
  });

  test.each([
    ['another message', sub('r1/*')],
    ['no message at all', '{'],
  ])('has to come first: %s closes', (_name, message) => {
    const { line, say } = createStage().connect();
    say(message);
    expect(line.closed).toBe(closeCodes.badHello);
    expect(line.got).toEqual([]);
  });

  test('has to come once', () => {
    const { line, say } = greeted();
    say(hello);
    expect(line.closed).toBe(closeCodes.badHello);
  });

  test('has to come within 5 s', () => {
    const stage = createStage();
    const { line } = stage.connect();
    stage.tick(4_999);
    expect(line.closed).toBe(0);
    stage.tick(1);
    expect(line.closed).toBe(closeCodes.badHello);
  });
});

describe('sub', () => {
  test('of a series gives each block when it is sealed', () => {
    const { stage, line, say } = greeted();
    say(sub('r1/train/cost'));
    expect(line.news()).toMatchObject([
      { t: 'ok', id: '1', topics: [{ topic: 'r1/train/cost', recovered: true }] },
    ]);
    stage.cost.publish(1, 0.5);
    stage.settle();
    expect(line.news()).toEqual([]);
    stage.tick();
    expect(line.news()).toMatchObject([{ t: 'data', f: 1, l: 1, x: [1], y: [0.5] }]);
    stage.tick();
    expect(line.news()).toEqual([]);
  });

  test('of a pattern subscribes to all topics that begin like it', () => {
    const { stage, line, say } = greeted();
    say(sub('r1/run/*'));
    stage.status.publish('running');
    stage.events.publish('started');
    stage.cost.publish(1, 1);
    stage.tick();
    expect(line.news().map(({ t }) => t)).toEqual(['ok', 'state', 'event']);
  });

  test('of nothing is refused', () => {
    const { line, say } = greeted();
    say(sub('r2/*'));
    expect(line.news()).toMatchObject([{ t: 'err', id: '1', code: 'unknownTopic' }]);
  });

  test('may be 64 at most', () => {
    const { line, say } = greeted({ subscriptions: 1 });
    say(sub('r1/run/status'));
    say(sub('r1/run/status'));
    say(sub('r1/train/cost'));
    expect(line.news().map((message) => ('code' in message ? message.code : message.t))).toEqual([
      'ok',
      'ok',
      'tooManySubscriptions',
    ]);
  });

  test('with points gives the past in rows but for its newest points, and all that comes later', () => {
    const { stage, line, say } = greeted();
    for (let i = 1; i <= 40; i++) {
      stage.cost.publish(i, i === 25 ? -7 : i);
      stage.tick(50);
    }
    say(sub('r1/train/cost', { from: 'first', points: 3 }));
    stage.cost.publish(41, 41);
    stage.tick();
    const [ok, past, ...points] = line.news();
    expect(ok).toMatchObject({ t: 'ok' });
    expect(past).toMatchObject({ t: 'agg', why: 'history', f: 1, l: 37 });
    expect(points).toMatchObject([38, 39, 40, 41].map((f) => ({ t: 'data', f, l: f })));
  });

  test('with maxHz gives a series as one exact row each time', () => {
    const { stage, line, say } = greeted();
    say(sub('r1/train/cost', { maxHz: 2 }));
    line.news();
    for (let i = 1; i <= 40; i++) {
      stage.cost.publish(i, i === 25 ? -7 : i);
      stage.tick(50);
    }
    const news = line.news();
    expect(news).toHaveLength(4);
    expect(news[2]).toMatchObject({ t: 'agg', why: 'maxHz', f: 12, l: 21 });
    expect(news[3]).toMatchObject({ f: 22, l: 31, rows: [[22, 31, -7, 31, 22, 31, 10, 0]] });
  });
});

test('unsub ends a subscription, but not what another pattern still wants', () => {
  const { stage, line, say } = greeted();
  say(sub('r1/run/*'));
  say(sub('r1/run/status'));
  say({ t: 'unsub', id: '2', topic: 'r1/run/*' });
  say({ t: 'unsub', id: '3', topic: 'r1/run/*' });
  line.news();
  stage.status.publish(1);
  stage.events.publish(1);
  stage.tick();
  expect(line.news().map(({ t }) => t)).toEqual(['state']);
  expect(stage.watched).toEqual([
    ['r1/run/status', true],
    ['r1/run/events', true],
    ['r1/run/events', false],
  ]);
});

test('a hub tells when the last reader of a topic is gone', () => {
  const stage = createStage();
  const clients = [stage.connect(), stage.connect()];
  for (const { say } of clients) {
    say(hello);
    say(sub('r1/train/*'));
    say(sub('r1/train/cost'));
  }
  expect(stage.watched).toEqual([['r1/train/cost', true]]);
  for (const { session } of clients) stage.hub.leave(session);
  expect(stage.watched).toEqual([
    ['r1/train/cost', true],
    ['r1/train/cost', false],
  ]);
});

describe('a reader that is slow', () => {
  const slow = { bufferedBytes: 2_000 };

  test('gets nothing more until it has drained, then what the ring still has', () => {
    const { stage, line, session, say } = greeted(slow);
    say(sub('r1/train/cost'));
    line.isStopped = true;
    for (let i = 1; i <= 200; i++) {
      stage.cost.publish(i, i);
      stage.tick();
    }
    expect(session.lagging).toBe(true);
    expect(line.bufferedBytes).toBeLessThan(2_000 + 200);
    line.isStopped = false;
    line.drain();
    stage.tick();
    const data = line.news().filter((message) => message.t === 'data');
    expect(data.flatMap(({ x }) => x)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
    expect(session.lagging).toBe(false);
  });

  test('is closed with 4100 when nothing goes out for 30 s, and not while something does', () => {
    const { stage, line, say } = greeted(slow);
    say(sub('r1/train/cost'));
    line.isStopped = true;
    for (let i = 1; i <= 600; i++) {
      stage.cost.publish(i, i);
      stage.tick();
      say({ t: 'pong' });
      if (i === 300) line.drain(1);
    }
    expect(line.closed).toBe(0);
    for (let i = 1; i <= 301; i++) {
      stage.tick();
      say({ t: 'pong' });
    }
    expect(line.closed).toBe(closeCodes.stalled);
  });

  test('is closed with 4200 when more events wait than may', () => {
    const { stage, line, say } = greeted({ ...slow, eventsBehind: 100 });
    say(sub('r1/run/events'));
    stage.tick();
    line.isStopped = true;
    for (let i = 0; i < 50; i++) stage.events.publish('x'.repeat(100));
    stage.tick();
    for (let i = 0; i < 100; i++) stage.events.publish('x');
    stage.tick();
    expect(line.closed).toBe(0);
    stage.events.publish('x');
    stage.tick();
    stage.tick();
    expect(line.closed).toBe(closeCodes.tooFarBehind);
  });

  test('is not closed for events that it has asked for from the start', () => {
    const { stage, line, say } = greeted({ ...slow, eventsBehind: 100 });
    for (let i = 0; i < 150; i++) stage.events.publish('x'.repeat(100));
    line.isStopped = true;
    say(sub('r1/run/events', { from: 'first' }));
    stage.tick();
    stage.tick();
    expect(line.closed).toBe(0);
  });

  test('does not hold others up', () => {
    const { stage, line, say } = greeted(slow);
    const other = stage.connect();
    other.say(hello);
    say(sub('r1/train/cost'));
    other.say(sub('r1/train/cost'));
    other.line.news();
    line.isStopped = true;
    for (let i = 1; i <= 1_000; i++) {
      stage.cost.publish(i, i);
      stage.tick();
      other.say({ t: 'pong' });
    }
    expect(line.closed).toBe(closeCodes.stalled);
    const data = other.line.news().filter((message) => message.t === 'data');
    expect(data.map(({ f }) => f)).toEqual(Array.from({ length: 1_000 }, (_, i) => i + 1));
  });

  test('may not go on asking while it reads nothing', () => {
    const { line, say, stage } = greeted({ bufferedBytes: 500 });
    line.isStopped = true;
    for (let i = 0; i < 100; i++) {
      say(sub('r1/*'));
      stage.tick(100);
    }
    expect(line.closed).toBe(closeCodes.stalled);
    expect(line.bufferedBytes).toBeLessThan(2_000);
  });
});

describe('limits:', () => {
  test('ten messages that are none close', () => {
    const { line, say } = greeted();
    for (let i = 0; i < 9; i++) say('nonsense');
    expect(line.closed).toBe(0);
    expect(line.news()).toHaveLength(9);
    say({ t: 'sub', id: '1' });
    expect(line.closed).toBe(closeCodes.badMessages);
  });

  test('40 messages at once and 20 a second pass, no more', () => {
    const { stage, line, say } = greeted();
    for (let i = 0; i < 40; i++) say({ t: 'ping' });
    const answers = line.news().map(({ t }) => t);
    expect(answers).toEqual([...Array(39).fill('pong'), 'err']); // hello was the first of the 40
    stage.tick(1_000);
    for (let i = 0; i < 20; i++) say({ t: 'ping' });
    expect(line.news().map(({ t }) => t)).toEqual(Array(20).fill('pong'));
  });

  test('10 commands a minute pass', () => {
    const { line, say, stage } = greeted({}, 'controller');
    for (let i = 0; i < 11; i++) say(pause);
    const news = line.news();
    expect(news.slice(0, 10).every(({ t }) => t === 'ok')).toBe(true);
    expect(news[10]).toMatchObject({ t: 'err', id: 'c', code: 'tooFast' });
    stage.tick(6_000);
    say(pause);
    expect(line.news()).toMatchObject([{ t: 'ok' }]);
  });

  test('a watcher gives no commands', () => {
    const stage = createStage();
    const commands: string[] = [];
    const { line, say } = stage.connect('watcher', commands);
    say(hello);
    line.news();
    say(pause);
    expect(line.news()).toMatchObject([{ t: 'err', id: 'c', code: 'forbidden' }]);
    expect(commands).toEqual([]);
  });

  test('a binary message closes', () => {
    const { line, session } = greeted();
    session.receiveBinary();
    expect(line.closed).toBe(closeCodes.notText);
  });
});

describe('signs of life', () => {
  test('a ping goes out every 25 s; no answer within 10 s closes', () => {
    const { stage, line, session } = greeted();
    stage.tick(25_000);
    expect(line.pings).toBe(1);
    stage.tick(9_000);
    session.pong();
    stage.tick(16_000);
    expect(line.pings).toBe(2);
    expect(line.closed).toBe(0);
    stage.tick(10_000);
    expect(line.closed).toBe(closeCodes.silent);
  });

  test('a ping of the client is answered', () => {
    const { line, say } = greeted();
    say({ t: 'ping' });
    expect(line.news()).toEqual([{ t: 'pong' }]);
  });
});

test('seen tells how far the program behind the socket is', () => {
  const { stage, session, say } = greeted();
  say(sub('r1/train/cost'));
  for (let i = 1; i <= 9; i++) stage.cost.publish(i, i);
  stage.tick();
  say({ t: 'seen', seq: { 'r1/train/cost': 4 } });
  expect(session.unseen).toBe(5);
  say({ t: 'seen', seq: { 'r1/train/cost': 9 } });
  expect(session.unseen).toBe(5); // once a second
  stage.tick(1_000);
  say({ t: 'seen', seq: { 'r1/train/cost': 9 } });
  expect(session.unseen).toBe(0);
});

test('end() says good-bye, and when to come back', () => {
  const { line, session } = greeted();
  session.end(closeCodes.goingAway, [500, 2_000]);
  expect(line.news()).toEqual([{ t: 'bye', code: 4102, reconnect: [500, 2_000] }]);
  expect(line.closed).toBe(4102);
});
