import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { type MqttSourceOptions, mqttSink, mqttSource } from 'gradstream/streams';
import { MqttClient } from 'mqtt';
import { afterEach, describe, expect, test } from 'vitest';
import { Reader } from './laws.js';
import { type Mosquitto, mosquitto, mosquittoPath } from './mosquitto.js';
import { aedes, takeUpPlace, type Version } from './mqttBrokers.js';
import { type Relay, relay } from './relay.js';

const url = 'mqtt://127.0.0.1';
const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

function read(options: MqttSourceOptions) {
  const source = mqttSource({ clientId: randomUUID(), ...options });
  return { source, reader: reading(source) };
}

function reading(source: ReturnType<typeof mqttSource>): Reader {
  const reader = new Reader(source);
  opened.push(() => reader.close());
  return reader;
}

const textOf = (value: Uint8Array) => new TextDecoder().decode(value);

test('mqttSource() is written against mqtt 5.16.0, which does not acknowledge what was handled with an error', () => {
  expect(MqttClient.VERSION).toBe('5.16.0');
});

describe('mqttSource()', () => {
  test('shows no credentials', () => {
    const { name } = mqttSource({ url: 'wss://me:secret@broker:8084/mqtt?token=x', topic: 'a/#' });
    expect(name).toBe('wss://broker:8084/mqtt/a/#');
    for (const wrong of ['me:secret@broker', 'http://me:secret@broker', 'mqtt://me:secret@']) {
      const make = () => mqttSource({ url: wrong, topic: 'a' });
      expect(make).toThrow(TypeError);
      expect(make).not.toThrow('secret');
    }
  });

  test.each([
    ['', 'Cannot subscribe to the MQTT topic "": it is empty'],
    ['a/#/b', 'Cannot subscribe to the MQTT topic "a/#/b": # stands at the end'],
    ['a/b+', 'Cannot subscribe to the MQTT topic "a/b+": + and # stand for a whole level'],
    [
      '$share/g',
      'Cannot subscribe to the MQTT topic "$share/g": a shared one is $share/GROUP/TOPIC',
    ],
    [
      'a\nb\0',
      'Cannot subscribe to the MQTT topic "a\\nb\\u0000": it is longer than 65,535 bytes, or has characters that are no text',
    ],
  ])('says why it cannot read %j', (topic, why) => {
    expect(() => mqttSource({ url, topic })).toThrow(new RangeError(why));
  });

  test.each([
    [{ version: '3.1.1', keepSeconds: 5 }, 'found version 3.1.1 and QoS 1'],
    [{ qos: 0, keepSeconds: 5 }, 'found version 5 and QoS 0'],
    [{ keepSeconds: -1 }, 'keepSeconds is a whole number, 0 to 4294967295; found -1'],
    [{ keepSeconds: 1.5 }, 'found 1.5'],
  ] as const)('says why a place cannot be kept so: %j', (options, why) => {
    expect(() => mqttSource({ url, topic: 'a', ...options })).toThrow(RangeError);
    expect(() => mqttSource({ url, topic: 'a', ...options })).toThrow(why);
  });

  test('takes every topic that MQTT has', () => {
    for (const topic of ['+', '#', '/', 'a//b', '+/a/#', '$share/g/a/+', '$SYS/#', 'é 🐈']) {
      expect(mqttSource({ url, topic }).name).toBe(`${url}/${topic}`);
    }
  });

  test('says that a broker does not speak version 5', async () => {
    const broker = await aedes();
    opened.push(() => broker.end());
    const { reader } = read({ url: `${url}:${broker.port}`, topic: 'a', version: '5' });
    await expect.poll(() => reader.error).toMatchObject({ name: 'ConnectorError' });
    expect(String(reader.error)).toContain('Unacceptable protocol version');
  });

  test('says that the broker refuses who it is, at once and without the password', async () => {
    const broker = await aedes({
      authenticate: (_client, _user, _password, done) => done(null, false),
    });
    opened.push(() => broker.end());
    const { reader } = read({
      url: `mqtt://me:secret@127.0.0.1:${broker.port}`,
      topic: 'a',
      version: '3.1.1',
      connectMs: 60_000,
    });
    await expect.poll(() => reader.error).toBeDefined();
    expect(String(reader.error)).toBe(
      `ConnectorError: Cannot connect to mqtt://127.0.0.1:${broker.port}/a: Connection refused: Not authorized`,
    );
  });

  test('says that the broker refuses the topic', async () => {
    const broker = await aedes({ authorizeSubscribe: (_client, _asked, done) => done(null, null) });
    opened.push(() => broker.end());
    const { reader } = read({ url: `${url}:${broker.port}`, topic: 'a', version: '3.1.1' });
    await expect.poll(() => reader.error).toBeDefined();
    expect(String(reader.error)).toBe(
      `ConnectorError: Cannot read mqtt://127.0.0.1:${broker.port}/a: Subscribe error: Unspecified error`,
    );
  });

  test('gives up when the broker says that another client has come with its id', async () => {
    let made = 0;
    const broker = createServer((socket) => {
      made++;
      socket.once('data', () => {
        const connack = [0x20, 3, 1, 0, 0];
        const takenOver = [0xe0, 2, 142, 0];
        socket.end(Uint8Array.from([...connack, ...takenOver]));
      });
    }).listen(0, '127.0.0.1');
    opened.push(() => broker.close());
    await once(broker, 'listening');
    const address = broker.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const { reader } = read({ url: `${url}:${port}`, topic: 'a', clientId: 'me' });
    await expect.poll(() => reader.error).toBeDefined();
    expect(String(reader.error)).toBe(
      `ConnectorError: Cannot read on from mqtt://127.0.0.1:${port}/a: another client has come with the client id me`,
    );
    expect(made).toBe(1);
  });

  test('is not read twice at a time', async () => {
    const broker = await aedes();
    opened.push(() => broker.end());
    const { source, reader } = read({ url: `${url}:${broker.port}`, topic: 'a', version: '3.1.1' });
    expect(String(reading(source).error)).toContain('twice at a time');
    reader.close();
    expect(reading(source).error).toBeUndefined();
  });

  test('leaves nothing behind when it is closed on its way', async () => {
    const door = await relay(() => 1);
    opened.push(() => door.end());
    const { source, reader } = read({ url: `${url}:${door.port}`, topic: 'a' });
    reader.close();
    const second = reading(source);
    await expect.poll(() => door.made()).toBeGreaterThan(0);
    second.close();
    await expect.poll(() => door.connections()).toBe(0);
    expect([reader.error, second.error]).toEqual([undefined, undefined]);
  });

  test('gives the messages of all topics that a filter matches, each in its order', async () => {
    const broker = await aedes();
    opened.push(() => broker.end());
    const clientId = randomUUID();
    await takeUpPlace(broker.port, 'plants/+/light', clientId, '3.1.1');
    const at = { url: `${url}:${broker.port}`, version: '3.1.1' } as const;
    for (const topic of ['plants/a/light', 'plants/b/light', 'plants/a/water']) {
      const sink = mqttSink({ ...at, topic });
      for (const text of ['1', '2']) await sink.send({ value: new TextEncoder().encode(text) });
      await sink.close();
    }
    const { reader } = read({ ...at, topic: 'plants/+/light', clientId });
    const got = await reader.ask(10).until(4);
    expect(got.map(({ position, value }) => [position.part, position.at, textOf(value)])).toEqual([
      ['plants/a/light', '0', '1'],
      ['plants/a/light', '1', '2'],
      ['plants/b/light', '2', '1'],
      ['plants/b/light', '3', '2'],
    ]);
  });

  test('gives each message once at QoS 0, and says that none comes again', async () => {
    const broker = await aedes();
    opened.push(() => broker.end());
    const at = { url: `${url}:${broker.port}`, topic: 'a', version: '3.1.1', qos: 0 } as const;
    const { source, reader } = read(at);
    expect(source.abilities).toEqual({ redelivers: false, resumes: false });
    const sink = mqttSink(at);
    opened.push(() => sink.close());
    reader.ask(3);
    const arrived = async () => {
      await sink.send({ value: Uint8Array.of(1) });
      return reader.got.length;
    };
    await expect.poll(arrived).toBe(3);
    for (const each of reader.got) each.ack();
    reader.got[0].nak();
  });
});

describe.skipIf(mosquittoPath === undefined)('mqttSource() with 5 (needs mosquitto)', () => {
  async function begin(options: Partial<MqttSourceOptions> = {}) {
    // That is what mosquitto has by itself.
    const broker = await mosquitto('max_inflight_messages 20');
    opened.push(() => broker.end());
    const at = { url: `${url}:${broker.port}`, topic: 'a' };
    const sink = mqttSink(at);
    opened.push(() => sink.close());
    const listening: unknown[] = [];
    const onListening = () => listening.push(true);
    const { source, reader } = read({ ...at, onListening, ...options });
    await expect.poll(() => listening).toHaveLength(1);
    return { source, reader, sink };
  }

  test('says when it listens, and is given more than 20 messages without an acknowledgement', async () => {
    const { reader, sink } = await begin();
    await Promise.all(Array.from({ length: 300 }, (_, i) => sink.send({ value: Buffer.of(i) })));
    await reader.ask(300).until(300);
  });

  test.each([
    { keepSeconds: 0, kept: ['3'] },
    { keepSeconds: 600, kept: ['2', '3'] },
  ])('has its place kept for $keepSeconds seconds', async ({ keepSeconds, kept }) => {
    const { source, reader, sink } = await begin({ keepSeconds });
    await sink.send({ value: Buffer.from('1') });
    (await reader.ask(1).until(1))[0].ack();
    reader.close();
    // The source does not come back before it has left.
    await sink.send({ value: Buffer.from('2') });
    const second = reading(source).ask(9);
    const arrived = async () => {
      await sink.send({ value: Buffer.from('3') });
      return textOf(second.got.at(-1)?.value ?? Buffer.of());
    };
    await expect.poll(arrived).toBe('3');
    expect([...new Set(second.got.map(({ value }) => textOf(value)))]).toEqual(kept);
  });
});

describe.skipIf(mosquittoPath === undefined).each(['3.1.1', '5'] as const)(
  'mqttSource() with %s (needs mosquitto)',
  (version: Version) => {
    let broker: Mosquitto;
    let door: Relay;
    let at: MqttSourceOptions & { readonly clientId: string; readonly url: string };

    async function begin(...settings: readonly string[]) {
      broker = await mosquitto(...settings);
      opened.push(() => broker.end());
      door = await relay(() => broker.port);
      opened.push(() => door.end());
      at = { url: `${url}:${door.port}`, topic: 'a', clientId: randomUUID(), version };
      await takeUpPlace(broker.port, 'a', at.clientId, version);
    }

    async function fill(count: number, bytes = 10) {
      const sink = mqttSink({ url: `${url}:${broker.port}`, topic: 'a', version });
      opened.push(() => sink.close());
      await Promise.all(
        Array.from({ length: count }, (_, i) => sink.send({ value: Buffer.alloc(bytes, `${i} `) })),
      );
    }

    const firsts = (reader: Reader) =>
      reader.got.map(({ value }) => Number.parseInt(textOf(value), 10));

    test('leaves in the socket what nobody has asked for', async () => {
      await begin();
      await fill(1_000, 100_000);
      const { reader } = read(at);
      await reader.ask(3).until(3);
      for (const each of reader.got) each.ack();
      let last = -1;
      const isStill = () => {
        const was = last;
        last = door.bytesOut();
        return was === last;
      };
      await expect.poll(isStill, { interval: 300 }).toBe(true);
      // What fits into the buffers of the system, of 100 MB.
      expect(last).toBeLessThan(30_000_000);
      const got = await reader.ask(997).until(1_000);
      expect(firsts(reader)).toEqual(got.map((_, i) => i));
    });

    test('stays connected while nobody asks for more', async () => {
      await begin();
      await fill(1_000, 10_000);
      const { reader } = read({ ...at, keepAliveSeconds: 1 });
      await reader.ask(1).until(1);
      // Four pings: its answers are behind what nobody has asked for.
      const before = door.bytesIn();
      await expect.poll(() => door.bytesIn()).toBeGreaterThanOrEqual(before + 8);
      expect(door.made()).toBe(1);
      await reader.ask(999).until(1_000);
      expect(door.made()).toBe(1);
    });

    test('notices that its broker is gone without a word', async () => {
      await begin();
      const { reader } = read({ ...at, keepAliveSeconds: 1 });
      await fill(1);
      await reader.ask(2).until(1);
      door.freeze();
      await expect.poll(() => door.made()).toBeGreaterThan(1);
      await fill(1);
      await reader.until(2);
    });

    test('keeps its deliveries over a connection that comes back', async () => {
      await begin();
      await fill(6);
      const { source, reader } = read(at);
      await reader.ask(4).until(4);
      await broker.restart();
      // While nobody listens, and behind that.
      reader.got[1].ack();
      await reader.ask(10).until(6);
      reader.got[2].ack();
      expect(firsts(reader)).toEqual([0, 1, 2, 3, 4, 5]);
      await expect.poll(() => door.connections()).toBe(1);
      reader.close();
      const second = reading(source).ask(10);
      await second.until(4);
      expect(firsts(second)).toEqual([0, 3, 4, 5]);
      expect(second.got.map(({ id }) => id)).toEqual([0, 3, 4, 5].map((i) => reader.got[i].id));
    });

    test('keeps nothing of a session that the broker has lost', async () => {
      await begin();
      await fill(2);
      const { source, reader } = read(at);
      await reader.ask(20).until(2);
      await broker.forget();
      // Subscribed again, it gets other messages, with the same message ids.
      const arrived = async () => {
        await fill(1);
        return reader.got.length;
      };
      await expect.poll(arrived).toBeGreaterThan(2);
      await fill(2);
      await expect.poll(() => firsts(reader).at(-1)).toBe(1);
      reader.got[0].ack();
      reader.got[1].ack();
      const held = reader.got.length - 2;
      reader.close();
      await expect.poll(() => door.connections()).toBe(0);
      const second = reading(source).ask(20);
      await second.until(held);
    });

    test('says that its broker never gives a message again', async () => {
      await begin('max_qos 0');
      const { reader } = read(at);
      await expect.poll(() => reader.error).toBeDefined();
      expect(String(reader.error)).toContain('the broker grants QoS 0 only');
    });

    test('settles what it had before the broker ended without a warning', async () => {
      await begin();
      await fill(5);
      const { source, reader } = read(at);
      await reader.ask(3).until(3);
      await broker.save();
      await broker.crash();
      for (const each of reader.got) each.ack();
      await reader.ask(2).until(5);
      // The acknowledgements are ahead of this one.
      const before = door.bytesIn();
      reader.got[4].ack();
      await expect.poll(() => door.bytesIn()).toBeGreaterThan(before);
      reader.close();
      await expect.poll(() => door.connections()).toBe(0);
      const second = reading(source).ask(10);
      await fill(1);
      await second.until(2);
      expect(firsts(second)).toEqual([3, 0]);
    });
  },
);
