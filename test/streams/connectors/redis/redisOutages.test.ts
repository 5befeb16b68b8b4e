import { redisSink, redisSource } from 'gradstream/streams';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../freePort.js';
import { mutableProxy } from './mutableProxy.js';
import { numbers, opened, recordsOf, textsOf } from './opened.js';
import { hasRedis, type RedisServer, redisServer } from './redisServer.js';

describe.skipIf(!hasRedis)('when Redis goes away (needs redis-server)', () => {
  let server: RedisServer;
  beforeEach(async () => {
    server = await redisServer();
  });
  afterEach(() => server.end());

  const sinkOf = (connectMs = 5000) =>
    redisSink({ url: server.url, stream: 'examples', connectMs });
  const open = (...[how]: [Parameters<typeof opened>[1]?]) => {
    const reader = opened(redisSource({ url: server.url, stream: 'examples' }), how);
    onTestFinished(() => reader.close());
    return reader;
  };
  const cut = () => server.client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');

  test('a source gives each entry once and in order, however often its connections are cut', async () => {
    const batch = server.client.pipeline();
    for (const text of numbers(5000)) batch.xadd('examples', '*', 'value', text);
    await batch.exec();
    const reader = open({
      ask: 10,
      take(delivery) {
        delivery.ack();
        reader.ask(1);
        if (reader.got.length % 500 === 0) void cut();
      },
    });
    expect(textsOf(await reader.until(5000))).toEqual(numbers(5000));
    const isSettled = async () => (await server.client.xpending('examples', 'gradstream'))[0];
    await expect.poll(isSettled).toBe(0);
  });

  test('a sink keeps the order, and loses nothing, however often its connection is cut', async () => {
    const sink = sinkOf();
    onTestFinished(() => sink.close());
    let sent = 0;
    await Promise.all(
      recordsOf(numbers(5000)).map(async (record) => {
        await sink.send(record);
        if (++sent % 500 === 0) void cut();
      }),
    );
    const entries = await server.client.xrange('examples', '-', '+');
    // What was sent again stands there twice.
    expect([...new Set(entries.map(([, fields]) => fields[1]))]).toEqual(numbers(5000));
  });

  test('records that are sent while the server is away arrive when it is back', async () => {
    const sink = sinkOf();
    onTestFinished(() => sink.close());
    const reader = open({ ask: 100 });
    await sink.send(recordsOf(['a'])[0]);
    await reader.until(1);
    await server.kill();
    const sends = recordsOf(['b', 'c']).map((record) => sink.send(record));
    await server.restart();
    await Promise.all(sends);
    expect(textsOf(await reader.until(3))).toEqual(['a', 'b', 'c']);
  });

  test('acknowledgements that are given while the server is away are sent when it is back', async () => {
    const sink = sinkOf();
    onTestFinished(() => sink.close());
    await Promise.all(recordsOf(numbers(3)).map((record) => sink.send(record)));
    const reader = open({ ask: 3 });
    const got = await reader.until(3);
    await server.kill();
    for (const each of got) each.ack();
    await server.restart();
    const isPending = async () => (await server.client.xpending('examples', 'gradstream'))[0];
    await expect.poll(isPending).toBe(0);
    expect(reader.got.length).toBe(3);
  });

  test('a server that refuses them for a while gets its readers back', async () => {
    const reader = open({ ask: 10 });
    const sink = sinkOf();
    onTestFinished(() => sink.close());
    await sink.send(recordsOf(['a'])[0]);
    await reader.until(1);
    await server.client.config('SET', 'requirepass', 'secret');
    await cut();
    const send = sink.send(recordsOf(['b'])[0]);
    const refusals = async () =>
      /errorstat_NOAUTH:count=(\d+)/.exec(await server.client.info('errorstats'))?.[1];
    await expect.poll(async () => Number(await refusals())).toBeGreaterThan(3);
    await server.client.config('SET', 'requirepass', '');
    await send;
    expect(textsOf(await reader.until(2))).toEqual(['a', 'b']);
  });

  test('a connection that is open, but over which nothing comes, is given up', async () => {
    const proxy = await mutableProxy(server.port);
    onTestFinished(() => proxy.end());
    const url = `redis://127.0.0.1:${proxy.port}`;
    const source = redisSource({ url, stream: 'examples', connectMs: 250 });
    const reader = opened(source, { ask: 10 });
    onTestFinished(() => reader.close());
    await server.client.xadd('examples', '*', 'value', 'a');
    await reader.until(1);
    proxy.mute();
    await server.client.xadd('examples', '*', 'value', 'b');
    expect(textsOf(await reader.until(2))).toEqual(['a', 'b']);
  });

  test('a sink that is closed while the server is away says what it could not send', async () => {
    const sink = sinkOf(200);
    await sink.send(recordsOf(['a'])[0]);
    await server.kill();
    const send = expect(sink.send(recordsOf(['b'])[0])).rejects.toThrow(
      `Cannot send to ${server.url}/examples: it was closed while the server was away`,
    );
    await sink.close();
    await send;
  });

  test('a source that is closed while it connects leaves nothing behind', async () => {
    for (let i = 0; i < 20; i++) {
      const reader = open({ ask: 1 });
      // A little later each time.
      for (let turn = 0; turn < i; turn++) await new Promise(setImmediate);
      reader.close();
    }
    await expect.poll(() => server.connections()).toBe(0);
  });

  test('a source that is opened a little before its server is there waits for it', async () => {
    const port = await freePort();
    const reader = opened(
      redisSource({ url: `redis://127.0.0.1:${port}`, stream: 'examples', connectMs: 20_000 }),
      { ask: 1 },
    );
    onTestFinished(() => reader.close());
    const late = await redisServer(port);
    onTestFinished(() => late.end());
    await late.client.xadd('examples', '*', 'value', 'a');
    expect(textsOf(await reader.until(1))).toEqual(['a']);
  });
});
