import { inspect } from 'node:util';
import { redisKeySink, redisSink, redisSource, type Sink } from 'gradstream/streams';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../freePort.js';
import { numbers, opened, recordsOf } from './opened.js';
import { hasRedis, type RedisServer, redisServer } from './redisServer.js';

const everyByte = Uint8Array.from({ length: 256 }, (_, i) => i);

describe.skipIf(!hasRedis)('sinks to Redis (needs redis-server)', () => {
  let server: RedisServer;
  let key = '';
  let count = 0;
  beforeAll(async () => {
    server = await redisServer();
  });
  beforeEach(() => {
    key = `key:${count++}`;
  });
  afterAll(() => server.end());

  const used = (sink: Sink) => {
    onTestFinished(() => sink.close());
    return sink;
  };

  test('redisSink() writes the fields of a record that are given', async () => {
    const sink = used(redisSink({ url: server.url, stream: key }));
    await sink.send({ value: everyByte });
    await sink.send({
      value: everyByte.subarray(1, 3),
      id: '7',
      key: 'k\u{e9}',
      contentType: 'a/b',
    });
    const entries = await server.client.xrangeBuffer(key, '-', '+');
    const texts = entries.map(([, fields]) => fields.map((each) => each.toString('latin1')));
    const all = Buffer.from(everyByte).toString('latin1');
    const name = Buffer.from('k\u{e9}').toString('latin1');
    expect(texts).toEqual([
      ['value', all],
      ['value', '\x01\x02', 'id', '7', 'key', name, 'contentType', 'a/b'],
    ]);
  });

  test('redisSink() keeps the newest records, maxLength of them', async () => {
    const sink = used(redisSink({ url: server.url, stream: key, maxLength: 3 }));
    await Promise.all(recordsOf(numbers(10)).map((each) => sink.send(each)));
    const entries = await server.client.xrange(key, '-', '+');
    expect(entries.map(([, fields]) => fields[1])).toEqual(['7', '8', '9']);
  });

  test.each([0, -1, 1.5, Number.NaN])('redisSink() refuses a maxLength of %d', (maxLength) => {
    expect(() => redisSink({ url: 'redis://127.0.0.1', stream: 'a', maxLength })).toThrow(
      RangeError,
    );
  });

  test('redisSink() says with one line that a key is no stream, and sends what comes later', async () => {
    const sink = used(redisSink({ url: server.url, stream: key }));
    await server.client.set(key, 'text');
    await expect(sink.send({ value: everyByte })).rejects.toMatchObject({
      message: `Cannot send to ${server.url}/${key}: WRONGTYPE Operation against a key holding the wrong kind of value`,
      isFinal: false,
    });
    await server.client.del(key);
    await sink.send({ value: everyByte });
    expect(await server.client.xlen(key)).toBe(1);
  });

  test('redisSink() says that who sends has no right to, which is final', async () => {
    await server.client.acl('SETUSER', 'reader', 'on', '>secret', '~*', '+@all', '-xadd');
    const url = server.url.replace('//', '//reader:secret@');
    const sink = used(redisSink({ url, stream: key }));
    await expect(sink.send({ value: everyByte })).rejects.toMatchObject({
      message: expect.stringContaining('NOPERM'),
      isFinal: true,
    });
  });

  test('redisSink() sends what is on its way when it is closed, and nothing afterwards', async () => {
    const sink = redisSink({ url: server.url, stream: key });
    const sends = recordsOf(numbers(1000)).map((each) => sink.send(each));
    await sink.close();
    await Promise.all(sends);
    expect(await server.client.xlen(key)).toBe(1000);
    await expect(sink.send({ value: everyByte })).rejects.toThrow('it was closed');
    await expect.poll(() => server.connections()).toBe(0);
  });

  test('redisSink() that was never used closes', async () => {
    await redisSink({ url: server.url, stream: key }).close();
    expect(await server.connections()).toBe(0);
  });

  test('redisSink() connects anew with the next record when the first connection could not be made', async () => {
    const port = await freePort();
    const sink = redisSink({ url: `redis://127.0.0.1:${port}`, stream: key, connectMs: 100 });
    onTestFinished(() => sink.close());
    for (const each of recordsOf(['a', 'b']))
      await expect(sink.send(each)).rejects.toThrow(
        `Cannot connect to redis://127.0.0.1:${port}/${key} within 100 ms: connect ECONNREFUSED 127.0.0.1:${port}`,
      );
  });

  test('redisKeySink() sets its key to the newest value', async () => {
    const sink = used(redisKeySink({ url: server.url, key }));
    const values = [Uint8Array.of(1), new Uint8Array(0), everyByte.subarray(100)];
    await Promise.all(values.map((value) => sink.send({ value })));
    expect(await server.client.getBuffer(key)).toEqual(Buffer.from(everyByte.subarray(100)));
  });

  describe('with a password', () => {
    const credentials = 'trainer:s%3Acret';
    beforeAll(async () => {
      await server.client.call('ACL', 'SETUSER', 'trainer', 'on', '>s:cret', '~*', '+@all');
    });
    const urlOf = (who: string) => server.url.replace('//', `//${who}@`).concat('/3');

    test('a sink and a source use the database of their URL, and do not name its credentials', async () => {
      const sink = used(redisSink({ url: urlOf(credentials), stream: key }));
      expect(sink.name).toBe(`${server.url}/3/${key}`);
      await sink.send({ value: everyByte });
      expect(await server.client.exists(key)).toBe(0);
      const source = redisSource({ url: urlOf(credentials), stream: key });
      expect(source.name).toBe(sink.name);
      const reader = opened(source, { ask: 1 });
      onTestFinished(() => reader.close());
      expect((await reader.until(1))[0].value).toEqual(everyByte);
    });

    test('a wrong password fails at once, and is nowhere in the error', async () => {
      const url = urlOf('trainer:wr0ng');
      const reader = opened(redisSource({ url, stream: key, connectMs: 60_000 }));
      onTestFinished(() => reader.close());
      expect(await reader.failed()).toBe(
        `ConnectorError: Cannot connect to ${server.url}/3/${key}: WRONGPASS invalid username-password pair or user is disabled.`,
      );
      const sink = used(redisSink({ url, stream: key, connectMs: 60_000 }));
      const error: unknown = await sink.send({ value: everyByte }).catch((each) => each);
      expect(inspect(error)).toContain('WRONGPASS');
      const depth = { depth: Number.POSITIVE_INFINITY, showHidden: true };
      expect(inspect([error, reader.error], depth)).not.toContain('wr0ng');
    });
  });

  test.each([
    'http://me:secret@127.0.0.1:1',
    'me:secret@127.0.0.1',
    'redis:///',
    'redis://a:99999',
  ])('the URL %s is refused, and not said', (url) => {
    for (const make of [
      () => redisSource({ url, stream: 'a' }),
      () => redisSink({ url, stream: 'a' }),
      () => redisKeySink({ url, key: 'a' }),
    ])
      expect(make).toThrow(
        new TypeError('A Redis server is told as redis://host:port or rediss://host:port'),
      );
  });
});
