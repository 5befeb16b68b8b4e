import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { Objm } from '@nats-io/obj';
import {
  type Delivery,
  jetStreamSink,
  jetStreamSource,
  natsSink,
  natsSource,
  objectStoreSink,
  type Positions,
  type Sink,
  type Source,
} from 'gradstream/streams';
import { firstValueFrom, interval, Subject, type Subscription, take, toArray } from 'rxjs';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { cuttable, hasNatsServer, type NatsServer, startNatsServer } from './natsServer.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const textOf = ({ value }: { value: Uint8Array }) => new TextDecoder().decode(value);

describe.skipIf(!hasNatsServer)('NATS (needs nats-server)', () => {
  let server: NatsServer;
  let count = 0;
  const opened: { unsubscribe(): void }[] = [];
  const sinks: Sink[] = [];
  beforeAll(async () => {
    server = await startNatsServer();
  });
  afterEach(async () => {
    for (const each of opened.splice(0)) each.unsubscribe();
    for (const each of sinks.splice(0)) await each.close();
  });
  afterAll(() => server.end());

  /** A stream of its own for a test. */
  async function emptyStream() {
    const stream = `OWN_${count++}`;
    const subject = `own.${stream}`;
    await server.addStream(stream, subject);
    const sink = jetStreamSink({ url: server.url, subject });
    sinks.push(sink);
    const send = (...texts: string[]) =>
      Promise.all(texts.map((text) => sink.send({ value: bytes(text) })));
    const source = (options = {}) =>
      jetStreamSource({ url: server.url, stream, durable: 'reader', ...options });
    return { stream, subject, sink, send, source };
  }

  function read(source: Source, after?: Positions) {
    const got: Delivery[] = [];
    const demand$ = new Subject<number>();
    let error: unknown;
    const subscription: Subscription = source.open({ demand$, after }).subscribe({
      next: (delivery) => got.push(delivery),
      error: (reason: unknown) => {
        error = reason;
      },
    });
    opened.push(subscription);
    const texts = () => got.map(textOf);
    return {
      got,
      texts,
      ask: (wanted: number) => demand$.next(wanted),
      until: (expected: readonly string[]) =>
        expect.poll(() => error ?? texts(), { interval: 5 }).toEqual(expected),
      failed: () => expect.poll(() => String(error), { interval: 5 }),
      close: () => subscription.unsubscribe(),
    };
  }

  describe('natsSource()', () => {
    test('keeps what comes beyond the demand up to maxBuffered, drops the rest and says how much', async () => {
      const drops: number[] = [];
      const subject = `core.${count++}`;
      const { url } = server;
      const options = { url, subject, maxBuffered: 3, onDropped: (n: number) => drops.push(n) };
      const reader = read(natsSource(options));
      const sink = natsSink({ url, subject });
      sinks.push(sink);
      reader.ask(1);
      // It listens when something comes.
      await expect
        .poll(async () => {
          await sink.send({ value: bytes('first') });
          return reader.texts();
        })
        .toContain('first');
      const waiting = drops.length;
      for (const text of ['a', 'b', 'c', 'd', 'e']) await sink.send({ value: bytes(text) });
      await expect.poll(() => drops.length - waiting).toBeGreaterThanOrEqual(2);
      expect(drops).toEqual(drops.map((_, i) => i + 1));
      reader.ask(10);
      expect(reader.got).toHaveLength(4);
    });
  });

  describe('jetStreamSink()', () => {
    test('has a record that is sent again kept once', async () => {
      const { sink, send, stream } = await emptyStream();
      await sink.send({ value: bytes('a'), id: '1' });
      await sink.send({ value: bytes('a'), id: '1' });
      await send('b');
      expect(await server.stored(stream)).toEqual(['a', 'b']);
    });

    test('sends what was not safe when the server went away, in order', async () => {
      const { send, stream } = await emptyStream();
      await send('a');
      await server.kill();
      const sent = send('b', 'c', 'd');
      await server.start();
      await sent;
      await send('e');
      expect(await server.stored(stream)).toEqual(['a', 'b', 'c', 'd', 'e']);
    });

    test('keeps the order of 1,000 records while the server crashes', async () => {
      const { send, stream } = await emptyStream();
      const texts = Array.from({ length: 1000 }, (_, i) => String(i));
      await send('first');
      const sent = send(...texts);
      await server.restart();
      await sent;
      expect(await server.stored(stream)).toEqual(['first', ...texts]);
    });

    test('refuses in one line what no stream takes', async () => {
      const sink = jetStreamSink({ url: server.url, subject: 'nobody.takes.this' });
      sinks.push(sink);
      await expect(sink.send({ value: bytes('a') })).rejects.toThrow(
        `Cannot send to ${server.url}/nobody.takes.this: no JetStream stream takes this subject: make one with "nats stream add"`,
      );
    });

    test('refuses a record that is too large, and sends the next', async () => {
      const { sink, send, stream } = await emptyStream();
      const large = sink.send({ value: new Uint8Array(2_000_000) });
      const small = send('small');
      await expect(large).rejects.toMatchObject({ name: 'ConnectorError' });
      await small;
      expect(await server.stored(stream)).toEqual(['small']);
    });

    test('closed while the server is away, says what was not safe', async () => {
      const { subject } = await emptyStream();
      const { url } = server;
      const sink = jetStreamSink({ url, subject, connectMs: 300 });
      await sink.send({ value: bytes('a') });
      await server.kill();
      const sent = expect(sink.send({ value: bytes('b') })).rejects.toThrow(
        `${url}/${subject} was closed before the record was safe`,
      );
      await sink.close();
      await sent;
      await expect(sink.send({ value: bytes('c') })).rejects.toThrow('is closed');
      await server.start();
    });
  });

  describe('jetStreamSource()', () => {
    test('gives 10,000 messages in order, each once', async () => {
      const { sink, source } = await emptyStream();
      const texts = Array.from({ length: 10_000 }, (_, i) => String(i));
      await Promise.all(texts.map((text) => sink.send({ value: bytes(text), id: `id ${text}` })));
      const demand$ = new Subject<number>();
      const all = firstValueFrom(source().open({ demand$ }).pipe(take(texts.length), toArray()));
      const reading = source({ durable: 'acknowledging' })
        .open({ demand$ })
        .subscribe((delivery) => {
          delivery.ack();
          demand$.next(1);
        });
      opened.push(reading);
      demand$.next(100);
      const got = await all;
      expect(got.map(textOf)).toEqual(texts);
      expect(got.map(({ id }) => id)).toEqual(texts.map((text) => `id ${text}`));
      expect(got.map(({ position }) => Number(position.at))).toEqual(texts.map((_, i) => i + 1));
    });

    test('gives again what was not settled within ackWaitMs, and not what is extended', async () => {
      const { send, source } = await emptyStream();
      await send('extended', 'forgotten');
      const reader = read(source({ ackWaitMs: 400 }));
      reader.ask(4);
      await reader.until(['extended', 'forgotten']);
      opened.push(interval(50).subscribe(() => reader.got[0].extend()));
      await reader.until(['extended', 'forgotten', 'forgotten', 'forgotten']);
      expect(new Set(reader.got.map(({ id }) => id)).size).toBe(2);
    });

    test('gives what a crashed reader had in hand before anything else', async () => {
      const { stream, send, source } = await emptyStream();
      await send('a', 'b', 'c', 'd', 'e');
      const first = read(source());
      first.ask(1);
      await first.until(['a']);
      first.got[0].ack();
      first.close();
      await steal(stream, 3);
      const second = read(source());
      second.ask(10);
      await second.until(['b', 'c', 'd', 'e']);
    });

    test('gives what a lost connection swallowed before anything else, and nothing that is in hand', async () => {
      const { stream, send } = await emptyStream();
      await send('a', 'b', 'c', 'd', 'e', 'f');
      const wire = await cuttable(server.url);
      const reader = read(jetStreamSource({ url: wire.url, stream, durable: 'reader' }));
      reader.ask(3);
      await reader.until(['a', 'b', 'c']);
      reader.got[0].ack();
      reader.got[1].nak(100_000);
      await steal(stream, 2);
      wire.cut();
      reader.ask(10);
      await reader.until(['a', 'b', 'c', 'd', 'e', 'f']);
      reader.close();
      wire.end();
    });

    test('asks again when nothing is heard of a request', async () => {
      const { stream, send, source } = await emptyStream();
      await send('a', 'b');
      vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
      const reader = read(source());
      reader.ask(1);
      await reader.until(['a']);
      reader.got[0].ack();
      await deleteConsumer(stream);
      // Nobody answers a request to a consumer that is not there.
      reader.ask(1);
      await vi.advanceTimersByTimeAsync(30_000);
      await reader.until(['a', 'b']);
      vi.useRealTimers();
    });

    /** Has the next messages delivered to somebody who does nothing with them. */
    async function steal(stream: string, amount: number) {
      await server.over(async (connection) => {
        const consumer = await jetstream(connection).consumers.get(stream, 'reader');
        const messages = await consumer.fetch({ max_messages: amount });
        let stolen = 0;
        for await (const _ of messages) if (++stolen === amount) break;
      });
    }

    test('begins behind a position with the same durable name, and goes on from there', async () => {
      const { stream, send, source } = await emptyStream();
      await send('a', 'b', 'c');
      const first = read(source());
      first.ask(3);
      await first.until(['a', 'b', 'c']);
      for (const delivery of first.got) delivery.ack();
      first.close();
      const second = read(source(), { [stream]: '1' });
      second.ask(1);
      await second.until(['b']);
      second.got[0].ack();
      second.close();
      const third = read(source());
      third.ask(5);
      await third.until(['c']);
      expect(await consumersOf(stream)).toEqual(['reader']);
    });

    test('without a durable name gives all, each time, and leaves no consumer behind', async () => {
      const { stream, send, subject } = await emptyStream();
      await send('a', 'b');
      const source = jetStreamSource({ url: server.url, stream, subject });
      for (let time = 0; time < 2; time++) {
        const reader = read(source);
        reader.ask(2);
        await reader.until(['a', 'b']);
        for (const delivery of reader.got) delivery.ack();
        expect(await consumersOf(stream)).toHaveLength(1);
        reader.close();
        await expect.poll(() => consumersOf(stream)).toEqual([]);
      }
    });

    const deleteConsumer = (stream: string) =>
      server.over(async (connection) => {
        const { consumers } = await jetstreamManager(connection);
        await consumers.delete(stream, 'reader');
      });

    const consumersOf = (stream: string) =>
      server.over(async (connection) => {
        const { consumers } = await jetstreamManager(connection);
        return (await consumers.list(stream).next()).map(({ name }) => name);
      });

    test('goes on where it was when its consumer is deleted', async () => {
      const { stream, send, source } = await emptyStream();
      await send('a', 'b');
      const reader = read(source());
      reader.ask(10);
      await reader.until(['a', 'b']);
      for (const delivery of reader.got) delivery.ack();
      await deleteConsumer(stream);
      await send('c');
      await reader.until(['a', 'b', 'c']);
    });

    test('fails in one line when there is no such stream, also when it is deleted', async () => {
      const { stream, source } = await emptyStream();
      const line = (name: string) =>
        `ConnectorError: Cannot read ${server.url}/${name}: stream not found`;
      const nowhere = read(jetStreamSource({ url: server.url, stream: 'NOWHERE' }));
      await nowhere.failed().toBe(line('NOWHERE'));
      const reader = read(source());
      reader.ask(1);
      await expect.poll(() => consumersOf(stream)).toEqual(['reader']);
      await server.over(async (connection) => {
        const { streams } = await jetstreamManager(connection);
        await streams.delete(stream);
      });
      await reader.failed().toBe(line(stream));
    });

    test('fails in one line when the durable reader reads something else', async () => {
      const { stream, send, source } = await emptyStream();
      await send('a');
      const reader = read(source());
      reader.ask(1);
      await reader.until(['a']);
      const other = read(source({ subject: `own.${stream}` }));
      await other
        .failed()
        .toBe(
          `ConnectorError: Cannot read ${server.url}/${stream}: its consumer reader reads all subjects, not own.${stream}`,
        );
    });

    test('closed while it connects, leaves no connection behind', async () => {
      const { source, sink } = await emptyStream();
      await sink.close();
      const reader = read(source());
      reader.close();
      await expect.poll(() => server.connections()).toBe(0);
    });
  });

  describe('objectStoreSink()', () => {
    const get = (bucket: string, name: string) =>
      server.over(async (connection) => {
        const store = await new Objm(connection).open(bucket);
        return Buffer.from((await store.getBlob(name)) ?? []);
      });

    test('stores under the key, or else the name, and replaces what was there', async () => {
      const bucket = `bucket-${count++}`;
      const sink = objectStoreSink({ url: server.url, bucket, name: 'best' });
      sinks.push(sink);
      const large = Uint8Array.from({ length: 3_000_000 }, (_, i) => i % 251);
      await Promise.all([
        sink.send({ value: bytes('old') }),
        sink.send({ value: bytes('last of run 1'), key: 'run 1' }),
        sink.send({ value: large }),
      ]);
      expect((await get(bucket, 'best')).equals(large)).toBe(true);
      expect(String(await get(bucket, 'run 1'))).toBe('last of run 1');
    });

    test('stores what was not stored when the server crashed, in a store that is there', async () => {
      const bucket = `bucket-${count++}`;
      const sink = objectStoreSink({ url: server.url, bucket });
      sinks.push(sink);
      await sink.send({ value: bytes('a'), key: 'a' });
      const sent = sink.send({ value: new Uint8Array(5_000_000).fill(1), key: 'b' });
      await server.restart();
      await sent;
      expect(String(await get(bucket, 'a'))).toBe('a');
      expect(await get(bucket, 'b')).toHaveLength(5_000_000);
    });

    test('refuses a record without a key when it has no name', async () => {
      const sink = objectStoreSink({ url: server.url, bucket: `bucket-${count++}` });
      sinks.push(sink);
      await expect(sink.send({ value: bytes('a') })).rejects.toThrow(
        `Cannot send to ${sink.name}: the record has no key, and the sink no name for it`,
      );
    });
  });

  describe('credentials in an address', () => {
    test('let in, and are not shown', async () => {
      const locked = await startNatsServer('--user', 'me', '--pass', 'p@ss word');
      try {
        const at = (password: string) => locked.url.replace('//', `//me:${password}@`);
        const sink = natsSink({ url: at('p%40ss%20word'), subject: 'a' });
        await sink.send({ value: bytes('a') });
        await sink.close();
        expect(sink.name).toBe(`${locked.url}/a`);
        const wrong = read(natsSource({ url: at('wrong'), subject: 'a' }));
        await wrong
          .failed()
          .toBe(`ConnectorError: Cannot connect to ${locked.url}/a: Authorization Violation`);
      } finally {
        await locked.end();
      }
    });

    test.each([['me:secret@host'], ['http://me:secret@host'], ['nats://']])(
      'are not shown where the address is wrong: %s',
      (url) => {
        expect(() => natsSource({ url, subject: 'a' })).toThrow(TypeError);
        expect(() => natsSource({ url, subject: 'a' })).toThrow(/^(?!.*secret)/);
      },
    );
  });
});
