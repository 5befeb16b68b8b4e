import { kafkaSink } from 'gradstream/streams';
import { describe, expect, test } from 'vitest';
import { hasKafka } from './kafkaBroker.js';
import { bytes, kafkaTopic, textOf } from './kafkaTopic.js';

const PRODUCE = 0;
const MESSAGE_TOO_LARGE = 10;
const NOT_ENOUGH_REPLICAS = 19;

describe.skipIf(!hasKafka).concurrent('kafkaSink() (needs librdkafka)', () => {
  test('sends again, in order, what no broker has answered', async (context) => {
    const { broker, sink, read, until } = await kafkaTopic(context);
    await sink.send({ value: bytes('0') });
    await broker.tell({ is: 'down' });
    const sent = Array.from({ length: 20 }, (_, i) => sink.send({ value: bytes(`${i + 1}`) }));
    await until(() => broker.connections()).toBe(0);
    await broker.tell({ is: 'up' });
    await Promise.all(sent);
    await broker.tell({ refuses: PRODUCE, error: NOT_ENOUGH_REPLICAS, times: 5 });
    await sink.send({ value: bytes('21') });
    const { ask, texts } = read();
    ask(100);
    await until(texts).toEqual(Array.from({ length: 22 }, (_, i) => `${i}`));
  });

  test('keeps the records of a key in one partition, in order', async (context) => {
    const { sink, read, until } = await kafkaTopic(context, { partitions: 3 });
    const keys = ['a', 'b', 'c', 'd', 'e'];
    await Promise.all(
      Array.from({ length: 50 }, (_, i) => sink.send({ value: bytes(`${i}`), key: keys[i % 5] })),
    );
    const { got, ask } = read();
    ask(100);
    await until(() => got.length).toBe(50);
    for (const [k] of keys.entries()) {
      const ofKey = got.filter((delivery) => Number(textOf(delivery)) % 5 === k);
      expect(ofKey.map(textOf)).toEqual(Array.from({ length: 10 }, (_, i) => `${5 * i + k}`));
      expect(new Set(ofKey.map(({ position }) => position.part)).size).toBe(1);
    }
  });

  test('rejects the one record that is refused, and sends the others', async (context) => {
    const { broker, sink, read, until } = await kafkaTopic(context);
    await broker.tell({ refuses: PRODUCE, error: MESSAGE_TOO_LARGE, times: 2 });
    // While it connects they become one request, which is refused, as is then the first of them.
    const sent = ['a', 'b', 'c'].map((text) => sink.send({ value: bytes(text) }));
    const settled = await Promise.allSettled(sent);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(settled[0]).toMatchObject({ reason: { name: 'ConnectorError', isFinal: true } });
    const { ask, texts } = read();
    ask(100);
    await until(texts).toEqual(['b', 'c']);
  });

  test('rejects at the end what is not safe, when the brokers are away', async (context) => {
    const { broker, options } = await kafkaTopic(context);
    const sink = kafkaSink({ ...options, connectMs: 300 });
    await sink.send({ value: bytes('a') });
    await broker.tell({ is: 'down' });
    const sent = sink.send({ value: bytes('b') });
    const failed = expect(sent).rejects.toMatchObject({ name: 'ConnectorError', isFinal: false });
    await sink.close();
    await failed;
    await expect(sink.send({ value: bytes('c') })).rejects.toThrow(/it is closed$/);
    await broker.tell({ is: 'up' });
  });
});

test('kafkaSink() rejects with one line where nobody listens, and may be asked again', async () => {
  const sink = kafkaSink({
    brokers: ['127.0.0.1:1'],
    topic: 'none',
    sasl: { mechanism: 'plain', username: 'me', password: 'secret' },
    connectMs: 300,
  });
  for (let i = 0; i < 2; i++) {
    const error: unknown = await sink.send({ value: bytes('a') }).catch((found) => found);
    expect(String(error)).toBe(
      'ConnectorError: Cannot write to kafka://127.0.0.1:1/none: Connection error: connect ECONNREFUSED 127.0.0.1:1',
    );
  }
  await sink.close();
});
