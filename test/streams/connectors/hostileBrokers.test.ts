import {
  type Decoded,
  decodeExamples,
  dropRepeated,
  inProcess,
  jetStreamSource,
  kafkaSource,
  mqttSource,
  natsSource,
  type Received,
  receive,
  redisSource,
  type Sink,
  type Source,
  type Unreadable,
  webhookSource,
} from 'gradstream/streams';
import { Kafka } from 'kafkajs';
import { firstValueFrom, Subject } from 'rxjs';
import { describe, expect, type TestContext, test } from 'vitest';
import { deadLetters } from '../../../bin/learn/deadLetters.js';
import { ending, exchange, open, requestText, statusOf } from '../../server/wire/raw.js';
import { freePort } from './freePort.js';
import { codecs, sha256 } from './hostileKinds.js';
import { hasKafka, kafkaBroker } from './kafkaBroker.js';
import { mosquitto, mosquittoPath } from './mosquitto.js';
import { plainClient, takeUpPlace } from './mqttBrokers.js';
import { hasNatsServer, startNatsServer } from './natsServer.js';
import { hasRedis, redisServer } from './redis/redisServer.js';

/*
 * What brokers carry that no sink of gradstream sends: values that are not there, ids of bytes, states instead of
 * messages. None of it stops a source, and no example is lost by it.
 */

const good = '[1,2,3,0]';

type Finished = TestContext['onTestFinished'];

/** Reads to the end of the test: what is an example, by its id, and what is put aside. */
function reading(source: Source, finished: Finished) {
  const examples: string[] = [];
  const aside: Unreadable[] = [];
  let error: unknown;
  const subscription = receive(source, { ahead: 16 })
    .pipe(
      decodeExamples(codecs.json.decode, {
        next(unreadable) {
          aside.push(unreadable);
          unreadable.delivery.ack();
        },
      }),
      dropRepeated(),
    )
    .subscribe({
      next(received) {
        examples.push(received.id);
        received.taken();
        received.ack();
      },
      error(reason: unknown) {
        error = reason;
      },
    });
  finished(() => subscription.unsubscribe());
  return {
    examples,
    reasons: () => aside.map(({ reason }) => reason),
    values: () => aside.map(({ delivery }) => Buffer.from(delivery.value).toString()),
    until: (id: string) => expect.poll(() => error ?? examples.at(-1), { interval: 10 }).toBe(id),
  };
}

describe.concurrent('what no sink sends', () => {
  test.skipIf(!hasRedis)(
    'comes through Redis (needs redis-server)',
    async ({ onTestFinished: finished }) => {
      const server = await redisServer();
      finished(() => server.end());
      const add = (...fields: (string | Buffer)[]) => server.client.xadd('a', '*', ...fields);
      await add('features', '[1,2,3]', 'label', '0');
      await add('__proto__', good, 'constructor', good);
      await add(...Array.from({ length: 2_000 }, (_, i) => `${i}`));
      await add('', '');
      await add('value', '');
      await add('value', good, 'value', '{', 'id', 'two values');
      // Counters of 8 bytes, which are no UTF-8 from 128 on; and ids that say nothing.
      for (const last of [0x80, 0x81]) await add('value', good, 'id', Buffer.of(0, 0, 0, last));
      const unnamed = [await add('value', good, 'id', ''), await add('value', good, 'id', '')];
      await add('value', good, 'id', 'x'.repeat(1_000_000));
      await add('value', good, 'id', 'last');
      const { examples, reasons, values, until } = reading(
        redisSource({ url: server.url, stream: 'a' }),
        finished,
      );
      await until('last');
      expect(examples).toEqual([
        'base64:AAAAgA==',
        'base64:AAAAgQ==',
        ...unnamed,
        `sha256:${sha256('x'.repeat(1_000_000))}`,
        'last',
      ]);
      expect(reasons()).toEqual([
        ...Array<string>(4).fill('no array of features'),
        'not JSON',
        'not JSON',
      ]);
      expect(values()[1]).toBe(`{"__proto__":"${good}","constructor":"${good}"}`);
    },
  );

  test.skipIf(!hasKafka)(
    'comes through Kafka (needs librdkafka1)',
    async ({ onTestFinished: finished }) => {
      const broker = await kafkaBroker();
      finished(() => broker.end());
      const topic = 'examples';
      await broker.tell({ topic, partitions: 1 });
      const brokers = [broker.address];
      const producer = new Kafka({ brokers, logCreator: () => () => {} }).producer();
      await producer.connect();
      const bytes = (...values: number[]) => Buffer.from(values);
      await producer.send({
        topic,
        messages: [
          { key: 'deleted', value: null },
          { key: null, value: null },
          { key: bytes(0xff), value: good, headers: { id: bytes(0xfe) } },
          { value: good, headers: { id: bytes(0xff) } },
          { value: good, headers: { id: '' } },
          { value: good, headers: { id: '' } },
          { value: good, headers: { id: ['first', 'second'] } },
          { value: good, headers: { ['__proto__']: 'x', id: 'last' } },
        ],
      });
      await producer.disconnect();
      const { examples, reasons, until } = reading(
        kafkaSource({ brokers, topic, sessionMs: 4000 }),
        finished,
      );
      await until('last');
      expect(examples).toEqual(['base64:/g==', 'base64:/w==', '0-4', '0-5', 'first', 'last']);
      expect(reasons()).toEqual(['not JSON', 'not JSON']);
    },
  );

  test.skipIf(mosquittoPath === undefined)(
    'comes through MQTT (needs mosquitto)',
    async ({ onTestFinished: finished }) => {
      const broker = await mosquitto();
      finished(() => broker.end());
      const clientId = 'reader';
      await takeUpPlace(broker.port, 'a/#', clientId, '5');
      const client = await plainClient(broker.port, '5');
      const publish = (
        topic: string,
        value: string,
        userProperties?: Record<string, string[] | string>,
      ) =>
        client.publishAsync(topic, value, {
          qos: 1,
          ...(userProperties && { properties: { userProperties } }),
        });
      await client.publishAsync('a/kept', '{', { qos: 1, retain: true });
      // Which takes it away again.
      await client.publishAsync('a/kept', '', { qos: 1, retain: true });
      await publish('a/__proto__', good, { id: ['1', '2'] });
      await publish('a/constructor', good, { id: '' });
      await publish('a/x', good, { ['__proto__']: 'x', constructor: 'y' });
      await publish(`a/${'/'.repeat(100)}`, good, { id: 'last' });
      await client.endAsync();
      const url = `mqtt://127.0.0.1:${broker.port}`;
      const { examples, reasons, until } = reading(
        mqttSource({ url, topic: 'a/#', clientId }),
        finished,
      );
      await until('last');
      expect(new Set(examples).size).toBe(4);
      expect(reasons()).toEqual(['not JSON', 'not JSON']);
    },
  );

  test.skipIf(!hasNatsServer)(
    'comes through NATS and JetStream (needs nats-server)',
    async ({ onTestFinished: finished }) => {
      const server = await startNatsServer();
      finished(() => server.end());
      const { url } = server;
      await server.addStream('KEPT', 'a');
      const core = reading(natsSource({ url, subject: 'a' }), finished);
      await expect.poll(() => server.subjects()).toContain('a');
      // By the wire, since the client does not send states.
      const socket = await open(Number(new URL(url).port));
      const lines: string[] = ['CONNECT {"verbose":false,"headers":true,"no_responders":true}\r\n'];
      const publish = (headers: string, value: string, reply = '') => {
        const [head, all] = [headers.length, headers.length + value.length];
        lines.push(`HPUB a ${reply}${head} ${all}\r\n${headers}${value}\r\n`);
      };
      publish('NATS/1.0 503\r\n\r\n', '');
      publish('NATS/1.0 404 No Messages\r\n\r\n', '');
      publish('NATS/1.0 100 Idle Heartbeat\r\n\r\n', '', 'a.reply ');
      publish('NATS/1.0 409 Consumer Deleted\r\n\r\n', '');
      publish('NATS/1.0\r\nNats-Msg-Id: \r\n\r\n', good);
      publish('NATS/1.0\r\n__proto__: x\r\nconstructor: y\r\n\r\n', good);
      publish(`NATS/1.0\r\nX: ${'x'.repeat(60_000)}\r\nNats-Msg-Id: long\r\n\r\n`, good);
      publish('NATS/1.0\r\nno colon\r\n: nothing\r\n\r\n', '{');
      publish('NATS/1.0\r\nNats-Msg-Id: last\r\n\r\n', good);
      socket.write(lines.join(''));
      finished(() => {
        socket.destroy();
      });
      await core.until('last');
      expect(core.examples).toEqual(['4', '5', 'long', 'last']);
      expect(core.reasons()).toEqual(Array<string>(5).fill('not JSON'));
      const kept = reading(jetStreamSource({ url, stream: 'KEPT', durable: 'reader' }), finished);
      await kept.until('last');
      expect(kept.examples).toEqual(['5', '6', 'long', 'last']);
      expect(kept.reasons()).toEqual(Array<string>(5).fill('not JSON'));
    },
  );

  test('comes through HTTP, or is answered that it does not', async ({
    onTestFinished: finished,
  }) => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/a`;
    const begun = new Subject<void>();
    const listening = firstValueFrom(begun);
    const onListening = () => begun.next();
    const { examples, reasons } = reading(
      webhookSource({ port, path: '/a', onListening }),
      finished,
    );
    await listening;
    const post = async (body: string, headers: Record<string, string> = {}) => {
      const type = { 'Content-Type': 'application/json' };
      const { status } = await fetch(url, {
        method: 'POST',
        body,
        headers: { ...type, ...headers },
      });
      return status;
    };
    const own = [`Host: 127.0.0.1:${port}`];
    // Its body never ends; nobody waits for it.
    const endless = await open(port);
    endless.write(
      `${requestText('POST', '/a', [...own, 'Transfer-Encoding: chunked'])}5\r\n[1,2,\r\n`,
    );
    finished(() => {
      endless.destroy();
    });

    expect(await post('{')).toBe(202);
    expect(await post('', { 'Idempotency-Key': 'empty' })).toBe(202);
    expect(
      await post(`{\n${good}\n\n\0\n`, {
        'Content-Type': 'application/x-ndjson',
        'Idempotency-Key': 'n',
      }),
    ).toBe(202);
    const event = { specversion: '1.0', id: '1', source: '/a', type: 't', data: [1, 2, 3, 0] };
    expect(
      await post(JSON.stringify(event), {
        'Content-Type': 'application/cloudevents+json',
        'Idempotency-Key': 'e',
      }),
    ).toBe(202);
    expect(
      await post(good, {
        'ce-id': 'b',
        'ce-specversion': '1.0',
        'ce-source': '/a',
        'ce-type': 't',
      }),
    ).toBe(202);
    expect(await post(good, { 'Content-Type': 'text/html' })).toBe(415);
    expect(await post(good, { 'Content-Encoding': 'gzip' })).toBe(415);
    expect(await post(' '.repeat(1_048_577))).toBe(413);
    const raw = async (text: string) => statusOf(await exchange(port, text));
    const close = 'Connection: close';
    expect(await raw(requestText('DELETE', '/a', [...own, close]))).toBe(405);
    expect(await raw(requestText('POST', '/a', [...own, close, `X: ${'x'.repeat(9_000)}`]))).toBe(
      431,
    );
    expect(await raw('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n')).toBe(400);
    expect(
      await raw(
        `${requestText('POST', '/a', [...own, close, 'Transfer-Encoding: chunked'])}zz\r\n`,
      ),
    ).toBe(400);
    expect(
      await raw(
        `${requestText('POST', '/a', [...own, close, 'Content-Length: 9', 'Transfer-Encoding: chunked'])}0\r\n\r\n`,
      ),
    ).toBe(400);
    expect(await post(good, { 'Idempotency-Key': 'last' })).toBe(202);
    expect(examples).toEqual(['n:2', 'e', 'b', 'last']);
    expect(reasons()).toEqual(['not JSON', 'not JSON', 'not JSON', 'not JSON', 'not JSON']);
    expect(endless.destroyed).toBe(false);
  });

  test('is answered with 408 by HTTP when it has not come within 10 s', async ({
    onTestFinished: finished,
  }) => {
    const port = await freePort();
    await new Promise<string>((onListening) => {
      reading(webhookSource({ port, path: '/a', onListening }), finished);
    });
    const socket = await open(port);
    socket.write(requestText('POST', '/a', [`Host: 127.0.0.1:${port}`, 'Content-Length: 9']));
    expect(statusOf(await ending(socket))).toBe(408);
  });
});

describe('an id that comes with another payload', () => {
  const sent = async (
    finished: Finished,
    ...records: readonly (readonly [id: string, value: string])[]
  ) => {
    const { source, sink } = inProcess();
    for (const [id, value] of records) await sink.send({ id, value: Buffer.from(value) });
    const { examples, reasons, until } = reading(source, finished);
    await until('last');
    return { examples, reasons: reasons() };
  };

  test('is not learnt from again: the first example under an id counts', async ({
    onTestFinished: finished,
  }) => {
    expect(await sent(finished, ['a', good], ['a', '[3,2,1,2]'], ['last', good])).toEqual({
      examples: ['a', 'last'],
      reasons: [],
    });
  });

  test('is put aside when it cannot be read, whatever came under that id, and hides no example', async ({
    onTestFinished: finished,
  }) => {
    expect(
      await sent(finished, ['a', '{'], ['a', good], ['a', '}'], ['a', good], ['last', good]),
    ).toEqual({
      examples: ['a', 'last'],
      reasons: ['not JSON', 'not JSON'],
    });
  });
});

describe('decodeExamples()', () => {
  const refuse = (): Decoded<never> => ({ reason: 'refused' });

  test('waits with demand until what it puts aside is safe', async () => {
    const { source, sink } = inProcess();
    for (let i = 0; i < 10; i++) void sink.send({ value: Uint8Array.of(i) });
    const kept: (() => void)[] = [];
    const next = () => new Promise<void>((resolve) => kept.push(resolve));
    const subscription = receive(source, { ahead: 3 })
      .pipe(decodeExamples(refuse, { next }))
      .subscribe();
    await expect.poll(() => kept.length).toBe(3);
    await new Promise(setImmediate);
    expect(kept.length).toBe(3);
    kept[1]();
    await expect.poll(() => kept.length).toBe(4);
    subscription.unsubscribe();
  });

  test('puts aside what the decoder throws at', async () => {
    const { source, sink } = inProcess();
    void sink.send({ value: Uint8Array.of(1) });
    const reasons: string[] = [];
    const decode = (): Decoded<never> => {
      throw new RangeError(`no ${'x'.repeat(1_000)}`);
    };
    const next = ({ reason }: Unreadable) => reasons.push(reason);
    const subscription = receive(source).pipe(decodeExamples(decode, { next })).subscribe();
    await expect.poll(() => reasons.length).toBe(1);
    expect(reasons[0]).toMatch(/^no x{197}$/);
    subscription.unsubscribe();
  });
});

describe('deadLetters()', () => {
  function deliveryOf(value: Uint8Array, id: string) {
    let acknowledged = 0;
    const delivery: Received = {
      value,
      id,
      position: { part: 'p\u2028', at: '1' },
      ack: () => acknowledged++,
      nak() {},
      extend() {},
      taken() {},
    };
    return { delivery, acknowledged: () => acknowledged };
  }

  test('writes any bytes and any id as a line of ASCII, under an id of their own', async () => {
    const sent: { line: string; id: string | undefined }[] = [];
    const sink: Sink = {
      name: 'sink',
      send({ value, id }) {
        sent.push({ line: Buffer.from(value).toString('latin1'), id });
        return Promise.resolve();
      },
      close: () => Promise.resolve(),
    };
    const letters = deadLetters(sink);
    const value = Uint8Array.from({ length: 256 }, (_, i) => i);
    const id = '\u009b2J\r\n\ud800"\u{1f408}';
    const { delivery, acknowledged } = deliveryOf(value, id);
    await letters.next({ delivery, reason: 'a "\u202e" reason' });
    await letters.next({ delivery: deliveryOf(value.subarray(1), id).delivery, reason: 'r' });
    await letters.next({ delivery: deliveryOf(value, 'another').delivery, reason: 'r' });
    await letters.settled();
    for (const { line, id: own } of sent) {
      expect(line).toMatch(/^[ -~]+$/);
      expect(own).toMatch(/^[\da-f]{64}$/);
    }
    expect(new Set(sent.map(({ id: own }) => own)).size).toBe(3);
    expect(JSON.parse(sent[0].line)).toEqual({
      reason: 'a "\u202e" reason',
      id,
      position: { part: 'p\u2028', at: '1' },
      payload: Buffer.from(value).toString('base64'),
    });
    expect(acknowledged()).toBe(1);
    expect(letters.count).toBe(3);
  });

  test('fails when one cannot be kept, which is not acknowledged, and keeps the rest', async () => {
    let count = 0;
    const sink: Sink = {
      name: 'sink',
      send: () => (++count === 1 ? Promise.reject(new Error('full')) : Promise.resolve()),
      close: () => Promise.resolve(),
    };
    const letters = deadLetters(sink);
    const [first, second] = [deliveryOf(Uint8Array.of(1), '1'), deliveryOf(Uint8Array.of(2), '2')];
    await letters.next({ delivery: first.delivery, reason: 'r' });
    await letters.next({ delivery: second.delivery, reason: 'r' });
    await expect(letters.settled()).rejects.toThrow('full');
    expect([first.acknowledged(), second.acknowledged()]).toEqual([0, 1]);
  });
});
