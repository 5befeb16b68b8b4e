import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { inspect, promisify } from 'node:util';
import { type KafkaDropped, kafkaSource, type Sink } from 'gradstream/streams';
import { NEVER } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { hasKafka } from './kafkaBroker.js';
import { kafkaTopic, textOf } from './kafkaTopic.js';

const values = (length: number) => Array.from({ length }, (_, i) => `v${i}`);

/** This broker keeps 5 MiB of a partition. */
const sendTooMuch = (sink: Sink) =>
  Promise.all(Array.from({ length: 10 }, () => sink.send({ value: new Uint8Array(9e5) })));

const FETCH = 1;
const OFFSET_COMMIT = 8;
const JOIN_GROUP = 11;
const UNKNOWN_SERVER_ERROR = -1;
const COORDINATOR_NOT_AVAILABLE = 15;
const GROUP_AUTHORIZATION_FAILED = 30;

describe.skipIf(!hasKafka).concurrent('kafkaSource() (needs librdkafka)', () => {
  test('commits the first offset that is not acknowledged, and as text those behind it that are', async (context) => {
    const { send, read, committed, until } = await kafkaTopic(context);
    await send(...values(8));
    const { got, ask } = read();
    ask(7);
    await until(() => got.length).toBe(7);
    for (const i of [0, 1, 3, 4, 6]) got[i].ack();
    await until(committed).toEqual([['2', 'done 1+2 1+1']]);
    got[2].ack();
    await until(committed).toEqual([['5', 'done 1+1']]);
    got[5].ack();
    await until(committed).toEqual([['7', null]]);
  });

  test('gives a partition to another of its group, with what is not acknowledged of it alone', async (context) => {
    const { send, read, committed, until } = await kafkaTopic(context, { partitions: 2 });
    await send(...values(40));
    const first = read();
    first.ask(100);
    await until(() => first.got.length).toBe(40);
    expect(new Set(first.got.map(({ position }) => position.part))).toEqual(new Set(['0', '1']));
    const left = first.got.filter((_, i) => i % 3 === 0);
    for (const delivery of first.got) if (!left.includes(delivery)) delivery.ack();
    await until(async () => (await committed()).map(([offset]) => offset)).not.toContain('-1');
    const second = read();
    second.ask(100);
    await until(() => second.got.length).toBeGreaterThan(0);
    const { part } = second.got[0].position;
    await until(second.texts).toEqual(
      left.filter(({ position }) => position.part === part).map(textOf),
    );
    expect(first.got).toHaveLength(40);
  });

  test('fetches no more ahead of the demand than it may, and goes on behind what the broker has dropped', async (context) => {
    const { sink, read, committed, until } = await kafkaTopic(context);
    const fill = async (from: number, to: number) => {
      for (let i = from; i < to; i++) await sink.send({ value: new Uint8Array(1e5).fill(i) });
    };
    const dropped: KafkaDropped[] = [];
    const { got, ask } = read({
      maxBufferedBytes: 3e5,
      onDropped: (each) => dropped.push(each),
    });
    const numbers = () => got.map(({ value }) => value[0]);
    await fill(0, 40);
    ask(1);
    await until(numbers).toEqual([0]);
    await setTimeout(300);
    // This broker keeps 5 MiB.
    await fill(40, 120);
    ask(1000);
    await until(() => numbers().at(-1)).toBe(119);
    const fetchedAhead = numbers().filter((i) => i < 40);
    expect(fetchedAhead.length).toBeLessThan(10);
    const kept = numbers().slice(fetchedAhead.length);
    expect(kept.length).toBeGreaterThan(40);
    expect(numbers()).toEqual([
      ...Array.from(fetchedAhead.keys()),
      ...Array.from(kept.keys(), (i) => 120 - kept.length + i),
    ]);
    expect(dropped).toEqual([{ partition: 0, from: fetchedAhead.length, to: 120 - kept.length }]);
    for (const delivery of got) delivery.ack();
    await until(committed).toEqual([['120', null]]);
  });

  test('tells what was dropped behind positions, and nothing to who comes first', async (context) => {
    const { sink, read, until } = await kafkaTopic(context);
    await sendTooMuch(sink);
    const dropped: KafkaDropped[] = [];
    const options = { onDropped: (each: KafkaDropped) => dropped.push(each) };
    const first = read(options);
    first.ask(1);
    await until(() => first.got.length).toBe(1);
    first.close();
    const low = Number(first.got[0].position.at);
    expect(low).toBeGreaterThan(2);
    expect(dropped).toEqual([]);
    const behind = read(options, { 0: '1' });
    behind.ask(1);
    await until(() => behind.got.map(({ position }) => position.at)).toEqual([String(low)]);
    expect(dropped).toEqual([{ partition: 0, from: 2, to: low }]);
  });

  test('begins with the first record that is there when those where its group was left are dropped', async (context) => {
    const { sink, read, commit, committed, until } = await kafkaTopic(context);
    await sendTooMuch(sink);
    await commit('1');
    await until(committed).toEqual([['1', null]]);
    const { got, ask } = read();
    ask(1);
    await until(() => got.length).toBe(1);
    const low = Number(got[0].position.at);
    expect(low).toBeGreaterThan(2);
    got[0].ack();
    await until(committed).toEqual([[String(low + 1), null]]);
  });

  test('begins behind positions in each partition, at the first record of one that has none', async (context) => {
    const { send, read, committed, until } = await kafkaTopic(context, { partitions: 2 });
    await send(...values(20));
    const first = read();
    first.ask(100);
    await until(() => first.got.length).toBe(20);
    first.close();
    const of = (part: string) => first.got.filter(({ position }) => position.part === part);
    const [zeros, ones] = [of('0'), of('1')];
    const second = read({}, { 0: String(zeros.length - 2) });
    second.ask(100);
    const expected = [...ones, ...zeros.slice(-1)].map(textOf).sort();
    await until(() => second.got.map(textOf).sort()).toEqual(expected);
    // What is before is dealt with.
    for (const delivery of second.got) delivery.ack();
    await until(committed).toEqual([
      [String(zeros.length), null],
      [String(ones.length), null],
    ]);
  });

  test('reads a topic that was made anew from its beginning', async (context) => {
    const { send, read, commit, committed, until } = await kafkaTopic(context);
    await send(...values(3));
    await commit('100');
    await until(committed).toEqual([['100', null]]);
    const { got, ask, texts } = read();
    ask(10);
    await until(texts).toEqual(['v0', 'v1', 'v2']);
    for (const delivery of got) delivery.ack();
    await until(committed).toEqual([['3', null]]);
  });

  test('goes on behind what it has given when it had to join again', async (context) => {
    const { broker, send, read, committed, until } = await kafkaTopic(context);
    await send(...values(3));
    const { got, ask, texts } = read();
    ask(100);
    await until(() => got.length).toBe(3);
    await broker.tell({ refuses: FETCH, error: UNKNOWN_SERVER_ERROR, times: 2 });
    await send('late');
    await until(texts).toEqual(['v0', 'v1', 'v2', 'late']);
    for (const delivery of got) delivery.ack();
    await until(committed).toEqual([['4', null]]);
  });

  test('goes on when its broker was away for long, and tells then what was acknowledged', async (context) => {
    const { broker, send, read, committed, until } = await kafkaTopic(context);
    await send(...values(3));
    const { got, ask, texts } = read();
    ask(100);
    await until(() => got.length).toBe(3);
    await broker.tell({ is: 'down' });
    await until(() => broker.connections()).toBe(0);
    for (const delivery of got) delivery.ack();
    const sent = send('late');
    // Longer than a member may be silent.
    await setTimeout(5000);
    await broker.tell({ is: 'up' });
    await sent;
    await until(texts).toEqual(['v0', 'v1', 'v2', 'late']);
    await until(committed).toEqual([['3', null]]);
  });

  test('commits again what the broker has refused to take', async (context) => {
    const { broker, send, read, committed, until } = await kafkaTopic(context);
    await send(...values(3));
    const { got, ask } = read();
    ask(100);
    await until(() => got.length).toBe(3);
    await broker.tell({ refuses: OFFSET_COMMIT, error: COORDINATOR_NOT_AVAILABLE, times: 10 });
    for (const delivery of got) delivery.ack();
    await until(committed).toEqual([['3', null]]);
  });

  test('fails when the topic is not there', async (context) => {
    const { broker, options, read, until } = await kafkaTopic(context);
    await broker.tell({ missing: options.topic });
    await until(read().trouble).toBe(
      `ConnectorError: Cannot read kafka://${broker.address}/examples: ` +
        'This server does not host this topic-partition',
    );
  });

  test('fails when it may not join the group', async (context) => {
    const { broker, read, until } = await kafkaTopic(context);
    await broker.tell({ refuses: JOIN_GROUP, error: GROUP_AUTHORIZATION_FAILED, times: 1 });
    await until(read().trouble).toMatch(
      /^ConnectorError: Cannot read kafka:.*: Not authorized to access group/,
    );
  });

  test('logs in, and speaks TLS, where it is told to, and shows no password', async (context) => {
    const { broker, read, until } = await kafkaTopic(context);
    const cannot = `ConnectorError: Cannot read kafka://${broker.address}/examples: `;
    // This broker knows neither.
    const sasl = { mechanism: 'plain', username: 'me', password: 'secret' } as const;
    const { error, trouble } = read({ sasl });
    await until(trouble).toBe(
      `${cannot}The Kafka server does not support the requested API version`,
    );
    expect(inspect(error(), { depth: 20, showHidden: true })).not.toContain('secret');
    await until(read({ ssl: true, connectMs: 500 }).trouble).toContain(cannot);
  });

  test('lets the process end when it is closed, and writes nothing', async (context) => {
    const { broker, options, until } = await kafkaTopic(context);
    const streams = pathToFileURL(join(process.cwd(), 'dist/streams/index.js')).href;
    const code = `
      import { kafkaSink, kafkaSource } from ${JSON.stringify(streams)};
      import { Subject } from 'rxjs';
      const options = { ...${JSON.stringify(options)}, sessionMs: 4000 };
      const sink = kafkaSink(options);
      const demand$ = new Subject();
      const subscription = kafkaSource(options).open({ demand$ }).subscribe((delivery) => {
        delivery.nak(3_600_000);
        subscription.unsubscribe();
        void sink.close();
      });
      demand$.next(1);
      await sink.send({ value: Uint8Array.of(1) });
      // This one is closed while it connects.
      kafkaSource(options).open({ demand$ }).subscribe().unsubscribe();
    `;
    const run = promisify(execFile);
    const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '-e', code]);
    expect([stdout, stderr]).toEqual(['', '']);
    await until(() => broker.connections()).toBe(1);
  });
});

test('kafkaSource() throws at the call when it cannot name a topic, and shows no password', () => {
  const opened = (brokers: string[], topic: string) => () => kafkaSource({ brokers, topic });
  expect(opened([], 'a')).toThrow(new RangeError('Cannot find a Kafka cluster: brokers is empty'));
  expect(opened(['me:secret@127.0.0.1:9092'], 'a')).toThrow(
    new RangeError('Cannot find a Kafka cluster: brokers are HOST:PORT, and logins go to sasl'),
  );
  expect(opened(['127.0.0.1:9092'], 'a b')).toThrow(
    new RangeError('Cannot be the name of a Kafka topic: "a b"'),
  );
  const source = kafkaSource({ brokers: ['127.0.0.1:9092'], topic: 'a' });
  expect(() => source.open({ demand$: NEVER, after: { 0: 'b' } })).toThrow(
    /^Cannot begin behind "b" in partition 0 of kafka:.*: an offset is a whole number$/,
  );
  expect(() => kafkaSource({ brokers: ['a:1'], topic: 'a', sessionMs: 0 })).toThrow(RangeError);
});
