import { randomUUID } from 'node:crypto';
import { mqttSink, mqttSource } from 'gradstream/streams';
import type { IPublishPacket } from 'mqtt';
import { afterEach, describe, expect, test } from 'vitest';
import { freePort } from './freePort.js';
import { Reader } from './laws.js';
import { mosquitto, mosquittoPath } from './mosquitto.js';
import { aedes, plainClient, takeUpPlace, type Version } from './mqttBrokers.js';
import { relay } from './relay.js';

const url = 'mqtt://127.0.0.1';
const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

const record = (text: string) => ({ value: new TextEncoder().encode(text) });

/** What somebody else hears of a topic. */
async function listen(port: number, topic: string, version: Version): Promise<IPublishPacket[]> {
  const client = await plainClient(port, version, { resubscribe: true, reconnectPeriod: 50 });
  opened.push(() => client.endAsync(true));
  const heard: IPublishPacket[] = [];
  client.on('message', (_topic, _payload, packet) => heard.push(packet));
  await client.subscribeAsync(topic, { qos: 1 });
  return heard;
}

const textsOf = (heard: readonly IPublishPacket[]) => heard.map(({ payload }) => String(payload));

describe('mqttSink()', () => {
  test.each([
    ['', 'Cannot publish to the MQTT topic "": it is empty'],
    ['a/+', 'Cannot publish to the MQTT topic "a/+": it has a wildcard'],
    ['#', 'Cannot publish to the MQTT topic "#": it has a wildcard'],
    [
      '\0',
      'Cannot publish to the MQTT topic "\\u0000": it is longer than 65,535 bytes, or has characters that are no text',
    ],
  ])('says why it cannot publish to %j', (topic, why) => {
    expect(() => mqttSink({ url, topic })).toThrow(new RangeError(why));
  });

  test('fails with one line where nobody listens, and tries again with the next record', async () => {
    const port = await freePort();
    const sink = mqttSink({
      url: `mqtt://me:secret@127.0.0.1:${port}`,
      topic: 'a',
      version: '3.1.1',
      connectMs: 300,
    });
    opened.push(() => sink.close());
    const sent = await Promise.allSettled([sink.send(record('a')), sink.send(record('b'))]);
    const line = `ConnectorError: Cannot connect to mqtt://127.0.0.1:${port}/a: connect ECONNREFUSED 127.0.0.1:${port}`;
    expect(sent.map((each) => each.status === 'rejected' && String(each.reason))).toEqual([
      line,
      line,
    ]);
    await expect(sink.send(record('c'))).rejects.toThrow('ECONNREFUSED');
  });

  test('is closed while the broker is away, and says what was not safe', async () => {
    const broker = await mosquitto();
    const sink = mqttSink({ url: `${url}:${broker.port}`, topic: 'a', connectMs: 300 });
    await sink.send(record('a'));
    await broker.end();
    const sent = ['b', 'c'].map((text) => sink.send(record(text)));
    const failed = Promise.allSettled(sent);
    await sink.close();
    const reason = { message: expect.stringMatching(/it was closed while the broker was away$/) };
    expect(await failed).toMatchObject([{ reason }, { reason }]);
  });

  test('is closed before it was connected, and takes no more', async () => {
    const sink = mqttSink({ url, topic: 'a' });
    await sink.close();
    await sink.close();
    await expect(sink.send(record('a'))).rejects.toThrow(`Cannot send to ${url}/a: it is closed`);
  });

  test('waits at its end for what is on its way', async () => {
    const broker = await aedes();
    opened.push(() => broker.end());
    const heard = await listen(broker.port, 'a', '3.1.1');
    const sink = mqttSink({ url: `${url}:${broker.port}`, topic: 'a', version: '3.1.1' });
    const sent = Promise.all(['a', 'b', 'c'].map((text) => sink.send(record(text))));
    await sink.close();
    await sent;
    await expect.poll(() => textsOf(heard)).toEqual(['a', 'b', 'c']);
  });

  test('sends the bytes that it was given, whatever becomes of them', async () => {
    const broker = await aedes();
    opened.push(() => broker.end());
    const heard = await listen(broker.port, 'a', '3.1.1');
    const sink = mqttSink({ url: `${url}:${broker.port}`, topic: 'a', version: '3.1.1' });
    opened.push(() => sink.close());
    const value = Uint8Array.from([97]);
    const sent = sink.send({ value });
    value[0] = 98;
    await sent;
    await expect.poll(() => textsOf(heard)).toEqual(['a']);
  });

  test('has the broker keep the last record', async () => {
    const broker = await aedes();
    opened.push(() => broker.end());
    const at = {
      url: `${url}:${broker.port}`,
      topic: 'a',
      version: '3.1.1',
      retain: true,
    } as const;
    const sink = mqttSink(at);
    for (const text of ['a', 'b']) await sink.send(record(text));
    await sink.close();
    const heard = await listen(broker.port, 'a', '3.1.1');
    await expect.poll(() => heard.map(({ retain }) => retain)).toEqual([true]);
    expect(textsOf(heard)).toEqual(['b']);
  });

  test('refuses texts that MQTT cannot carry', async () => {
    const sink = mqttSink({ url, topic: 'a' });
    opened.push(() => sink.close());
    for (const id of ['\0', '\x1b[2J', '\u009b', '\ufffe', '\ud800', 'x'.repeat(65_536)]) {
      await expect(sink.send({ ...record('a'), id })).rejects.toThrow(
        'id, key and content type are texts of up to 65,535 bytes',
      );
    }
  });
});

describe.skipIf(mosquittoPath === undefined)('mqttSink() (needs mosquitto)', () => {
  test('carries id, key and content type in version 5', async () => {
    const broker = await mosquitto();
    opened.push(() => broker.end());
    const heard = await listen(broker.port, 'a', '5');
    const sink = mqttSink({ url: `${url}:${broker.port}`, topic: 'a' });
    opened.push(() => sink.close());
    await sink.send({ ...record('a'), id: '1', key: 'k', contentType: 'text/plain' });
    await sink.send({ ...record('b') });
    await expect.poll(() => heard.length).toBe(2);
    expect(
      heard.map(({ properties }) => [properties?.contentType, { ...properties?.userProperties }]),
    ).toEqual([
      ['text/plain', { id: '1', key: 'k' }],
      ['application/octet-stream', {}],
    ]);
  });

  test('has no more on their way than the broker takes', async () => {
    const broker = await mosquitto('max_inflight_messages 3');
    opened.push(() => broker.end());
    const door = await relay(() => broker.port);
    opened.push(() => door.end());
    const sink = mqttSink({ url: `${url}:${door.port}`, topic: 'a' });
    opened.push(() => sink.close());
    await Promise.all(Array.from({ length: 500 }, (_, i) => sink.send(record(`${i}`))));
    expect(door.made()).toBe(1);
  });

  test('refuses what is larger than the broker takes, and sends the rest', async () => {
    const broker = await mosquitto('max_packet_size 1000');
    opened.push(() => broker.end());
    const sink = mqttSink({ url: `${url}:${broker.port}`, topic: 'a' });
    opened.push(() => sink.close());
    await sink.send(record('a'));
    const large = sink.send(record('x'.repeat(1_000)));
    const small = sink.send(record('b'));
    await expect(large).rejects.toMatchObject({
      message: expect.stringMatching(/the record makes 10\d\d bytes, the broker takes 1000$/),
      isFinal: true,
    });
    await small;
  });

  test('says that the broker refuses a record', async () => {
    const broker = await mosquitto('acl_file /dev/null');
    opened.push(() => broker.end());
    const sink = mqttSink({ url: `${url}:${broker.port}`, topic: 'a' });
    opened.push(() => sink.close());
    await expect(sink.send(record('a'))).rejects.toMatchObject({
      message: expect.stringMatching(/^Cannot send to .*: Publish error: Not authorized$/),
      isFinal: true,
    });
  });

  test.each(['3.1.1', '5'] as const)(
    'loses nothing and keeps the order when connections are cut, with %s',
    async (version) => {
      const broker = await mosquitto();
      opened.push(() => broker.end());
      const door = await relay(() => broker.port);
      opened.push(() => door.end());
      const heard = await listen(broker.port, 'a', version);
      const sink = mqttSink({ url: `${url}:${door.port}`, topic: 'a', version });
      opened.push(() => sink.close());
      const all = Array.from({ length: 2_000 }, (_, i) => `${i}`);
      let safe = 0;
      const sent = all.map((text) => sink.send(record(text)).then(() => (safe += 1)));
      for (const at of [1, 400, 800]) {
        await expect.poll(() => safe, { interval: 1 }).toBeGreaterThanOrEqual(at);
        door.cut();
      }
      await Promise.all(sent);
      await expect.poll(() => new Set(textsOf(heard)).size).toBe(all.length);
      expect([...new Set(textsOf(heard))]).toEqual(all);
    },
  );

  test('ends at QoS 0 too when its connection was cut', async () => {
    const broker = await mosquitto();
    opened.push(() => broker.end());
    const door = await relay(() => broker.port);
    opened.push(() => door.end());
    const sink = mqttSink({ url: `${url}:${door.port}`, topic: 'a', qos: 0 });
    await sink.send(record('a'));
    const sent = Promise.all(
      Array.from({ length: 300 }, () => sink.send({ value: new Uint8Array(100_000) })),
    );
    door.cut();
    await sent;
    await sink.close();
    expect(door.made()).toBeGreaterThan(1);
  });

  test('is read by a source over WebSockets', async () => {
    const port = await freePort();
    const broker = await mosquitto(`listener ${port} 127.0.0.1`, 'protocol websockets');
    opened.push(() => broker.end());
    const clientId = randomUUID();
    await takeUpPlace(broker.port, 'a', clientId, '5');
    const at = { url: `ws://127.0.0.1:${port}/mqtt`, topic: 'a' };
    const sink = mqttSink(at);
    opened.push(() => sink.close());
    for (const text of ['a', 'b', 'c']) await sink.send(record(text));
    const source = mqttSource({ ...at, clientId });
    const reader = new Reader(source).ask(3);
    await reader.until(3);
    reader.got[1].ack();
    reader.close();
    const second = new Reader(source).ask(3);
    opened.push(() => second.close());
    await second.until(2);
    expect(second.got.map(({ id }) => id)).toEqual([0, 2].map((i) => reader.got[i].id));
  });
});
