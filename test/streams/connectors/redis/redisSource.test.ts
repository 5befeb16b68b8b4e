import { type RedisSourceOptions, redisSource } from 'gradstream/streams';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { numbers, type Opened, opened, textsOf } from './opened.js';
import { hasRedis, type RedisServer, redisServer } from './redisServer.js';

describe.skipIf(!hasRedis)('redisSource() (needs redis-server)', () => {
  let server: RedisServer;
  let stream = '';
  let count = 0;
  beforeAll(async () => {
    server = await redisServer();
  });
  beforeEach(() => {
    stream = `stream ${count++}`;
  });
  afterAll(() => server.end());

  const sourceOf = (options: Partial<RedisSourceOptions> = {}) =>
    redisSource({ url: server.url, stream, ...options });
  /** Opens it as long as the test runs. */
  const open = (
    options: Partial<RedisSourceOptions> = {},
    how: Parameters<typeof opened>[1] = {},
  ): Opened => {
    const reader = opened(sourceOf(options), how);
    onTestFinished(() => reader.close());
    return reader;
  };
  async function add(texts: readonly string[]): Promise<void> {
    const batch = server.client.pipeline();
    for (const text of texts) batch.xadd(stream, '*', 'value', text);
    await batch.exec();
  }
  /** How many are pending in the group, per reader. */
  async function pending(group = 'gradstream'): Promise<unknown> {
    const [, , , readers] = await server.client.xpending(stream, group);
    return Array.isArray(readers) ? Object.fromEntries(readers) : {};
  }
  /** How many readers have read. */
  async function membersOf(): Promise<number> {
    const members = await server.client.xinfo('CONSUMERS', stream, 'gradstream').catch(() => []);
    return Array.isArray(members) ? members.length : 0;
  }

  test('gives 10,000 entries once and in order when 256 are asked for at a time', async () => {
    await add(numbers(10_000));
    const reader = open(
      {},
      {
        ask: 256,
        take(delivery) {
          delivery.ack();
          if (reader.got.length % 256 === 0) reader.ask(256);
        },
      },
    );
    expect(textsOf(await reader.until(10_000))).toEqual(numbers(10_000));
    await expect.poll(() => pending()).toEqual({});
  });

  test('shares the entries with another reader of its group, each entry with one of them', async () => {
    const readers = ['a', 'b'].map((consumer) => open({ consumer }, { ask: 1000 }));
    await expect.poll(membersOf).toBe(2);
    for (let i = 0; i < 20; i++) await add(numbers(10).map((each) => `${i} ${each}`));
    const all = () => readers.flatMap(({ got }) => textsOf(got));
    await expect.poll(() => all().length).toBe(200);
    expect(new Set(all()).size).toBe(200);
    expect(Math.min(...readers.map(({ got }) => got.length))).toBeGreaterThan(0);
  });

  test('gives every entry to each group', async () => {
    await add(['a', 'b']);
    for (const group of ['one', 'two']) {
      const reader = open({ group }, { ask: 2 });
      expect(textsOf(await reader.until(2))).toEqual(['a', 'b']);
    }
  });

  test('takes over what a reader of its group has left, when it is told to', async () => {
    await add(numbers(5));
    const left = open({ consumer: 'left' }, { ask: 5 });
    await left.until(5);
    left.close();
    const reader = open({ consumer: 'reader', claimIdleMs: 50 }, { ask: 5 });
    expect(textsOf(await reader.until(5))).toEqual(numbers(5));
    expect(await pending()).toEqual({ reader: '5' });
  });

  test('does not take over from itself what it is still dealing with', async () => {
    await add(numbers(3));
    const reader = open({ claimIdleMs: 20 }, { ask: 100 });
    await reader.until(3);
    const timesClaimed = async () => {
      const [first] = await server.client.xpending(stream, 'gradstream', '-', '+', 1);
      return Array.isArray(first) ? first[3] : 0;
    };
    await expect.poll(timesClaimed).toBeGreaterThan(2);
    expect(reader.got.length).toBe(3);
  });

  test('begins the time of an entry anew when it is extended', async () => {
    await add(['a']);
    const [delivery] = await open({}, { ask: 1 }).until(1);
    const idleMs = async () => {
      const [first] = await server.client.xpending(stream, 'gradstream', '-', '+', 1);
      return Array.isArray(first) ? Number(first[2]) : undefined;
    };
    await expect.poll(idleMs).toBeGreaterThan(500);
    delivery.extend();
    await expect.poll(idleMs, { interval: 1 }).toBeLessThan(500);
  });

  test('gives what was refused before what is new, and no more than is asked for', async () => {
    await add(numbers(4));
    const reader = open({}, { ask: 2 });
    const [first] = await reader.until(2);
    first.nak();
    reader.ask(1);
    await reader.until(3);
    reader.ask(2);
    expect(textsOf(await reader.until(5))).toEqual(['0', '1', '0', '2', '3']);
  });

  test('has sent all acknowledgements when it has disconnected', async () => {
    await add(numbers(2500));
    const reader = open({}, { ask: 2500 });
    for (const each of await reader.until(2500)) each.ack();
    reader.close();
    await expect.poll(() => server.connections()).toBe(0);
    expect(await pending()).toEqual({});
  });

  test('passes over pending entries that have been deleted', async () => {
    await add(numbers(4));
    const [first, second] = await open({}, { ask: 3 }).until(3);
    await server.client.xdel(stream, first.position.at, second.position.at);
    const again = open({}, { ask: 3 });
    expect(textsOf(await again.until(2))).toEqual(['2', '3']);
    await expect.poll(() => pending()).toEqual({ gradstream: '2' });
  });

  test('puts its group behind a position: nothing is pending before it, all behind it comes', async () => {
    await add(numbers(8));
    const other = open({ consumer: 'other' }, { ask: 2 });
    await other.until(2);
    const first = open({}, { ask: 5 });
    const got = await first.until(5);
    for (const each of got.slice(3)) each.ack();
    first.close();
    other.close();
    const { part, at } = got[1].position;
    const second = open({}, { ask: 100, after: { [part]: at } });
    expect(textsOf(await second.until(4))).toEqual(['4', '5', '6', '7']);
    expect(await pending()).toEqual({ gradstream: '4' });
  });

  test('begins at the beginning behind positions that do not tell its own', async () => {
    await add(numbers(3));
    const first = open({}, { ask: 3 });
    for (const each of await first.until(3)) each.ack();
    const second = open({}, { ask: 3, after: {} });
    expect(textsOf(await second.until(3))).toEqual(numbers(3));
  });

  test('gives an entry of others as a JSON object of its fields', async () => {
    await server.client.xadd(stream, '5-1', 'x', '1.5', 'label', 'ca"t');
    const [{ value, id, position }] = await open({}, { ask: 1 }).until(1);
    expect(JSON.parse(new TextDecoder().decode(value))).toEqual({ x: '1.5', label: 'ca"t' });
    expect(id).toBe('5-1');
    expect(position).toEqual({ part: stream, at: '5-1' });
  });

  test('fails with one line when the key is no stream', async () => {
    await server.client.set(stream, 'text');
    expect(await open().failed()).toBe(
      `ConnectorError: Cannot read ${server.url}/${stream}: WRONGTYPE Operation against a key holding the wrong kind of value`,
    );
    await expect.poll(() => server.connections()).toBe(0);
  });

  test('fails with one line behind a position that is none', async () => {
    const reader = open({}, { after: { [stream]: 'yesterday' } });
    expect(await reader.failed()).toMatch(
      /^ConnectorError: Cannot read \S+ \d+: ERR Invalid stream ID[^\n]*$/,
    );
  });

  test('makes its group again when somebody has removed it, or the stream', async () => {
    const reader = open({}, { ask: 100 });
    await add(['a']);
    await reader.until(1);
    await server.client.del(stream);
    await add(['b']);
    await reader.until(2);
    await server.client.xgroup('DESTROY', stream, 'gradstream');
    await add(['c']);
    expect(textsOf(await reader.until(4))).toEqual(['a', 'b', 'b', 'c']);
  });
});
