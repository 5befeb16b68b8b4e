import { Objm } from '@nats-io/obj';
import { jetStreamSink, objectStoreSink } from 'gradstream/streams';
import { describe, expect, test } from 'vitest';
import { bytes, natsRig } from './natsRig.js';
import { hasNatsServer } from './natsServer.js';

describe.skipIf(!hasNatsServer)('NATS (needs nats-server)', () => {
  const { server, unused, sinking, emptyStream } = natsRig();

  describe('jetStreamSink()', () => {
    test('has a record that is sent again kept once', async () => {
      const { sink, send, stream } = await emptyStream();
      await sink.send({ value: bytes('a'), id: '1' });
      await sink.send({ value: bytes('a'), id: '1' });
      await send('b');
      expect(await server().stored(stream)).toEqual(['a', 'b']);
    });

    test('sends what was not safe when the server went away, in order', async () => {
      const { send, stream } = await emptyStream();
      await send('a');
      await server().kill();
      const sent = send('b', 'c', 'd');
      await server().start();
      await sent;
      await send('e');
      expect(await server().stored(stream)).toEqual(['a', 'b', 'c', 'd', 'e']);
    });

    test('keeps the order of 1,000 records while the server crashes', async () => {
      const { send, stream } = await emptyStream();
      const texts = Array.from({ length: 1000 }, (_, i) => String(i));
      await send('first');
      const sent = send(...texts);
      await server().restart();
      await sent;
      expect(await server().stored(stream)).toEqual(['first', ...texts]);
    });

    test('refuses in one line what no stream takes', async () => {
      const sink = sinking(jetStreamSink({ url: server().url, subject: 'nobody.takes.this' }));
      await expect(sink.send({ value: bytes('a') })).rejects.toMatchObject({
        message: `Cannot send to ${server().url}/nobody.takes.this: no JetStream stream takes this subject: make one with "nats stream add"`,
        isFinal: false,
      });
    });

    test('refuses a record that is too large, and sends the next', async () => {
      const { sink, send, stream } = await emptyStream();
      const large = sink.send({ value: new Uint8Array(2_000_000) });
      const small = send('small');
      await expect(large).rejects.toMatchObject({ name: 'ConnectorError', isFinal: true });
      await small;
      expect(await server().stored(stream)).toEqual(['small']);
    });

    test('closed while the server is away, says what was not safe', async () => {
      const { subject } = await emptyStream();
      const { url } = server();
      const sink = jetStreamSink({ url, subject, connectMs: 300 });
      await sink.send({ value: bytes('a') });
      await server().kill();
      const sent = expect(sink.send({ value: bytes('b') })).rejects.toThrow(
        `${url}/${subject} was closed before the record was safe`,
      );
      await sink.close();
      await sent;
      await expect(sink.send({ value: bytes('c') })).rejects.toThrow('is closed');
      await server().start();
    });
  });

  describe('objectStoreSink()', () => {
    const get = (bucket: string, name: string) =>
      server().over(async (connection) => {
        const store = await new Objm(connection).open(bucket);
        return Buffer.from((await store.getBlob(name)) ?? []);
      });

    test('stores under the key, or else the name, and replaces what was there', async () => {
      const bucket = unused('bucket');
      const sink = sinking(objectStoreSink({ url: server().url, bucket, name: 'best' }));
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
      const bucket = unused('bucket');
      const sink = sinking(objectStoreSink({ url: server().url, bucket }));
      await sink.send({ value: bytes('a'), key: 'a' });
      const sent = sink.send({ value: new Uint8Array(5_000_000).fill(1), key: 'b' });
      await server().restart();
      await sent;
      expect(String(await get(bucket, 'a'))).toBe('a');
      expect(await get(bucket, 'b')).toHaveLength(5_000_000);
    });

    test('refuses a record without a key when it has no name', async () => {
      const sink = sinking(objectStoreSink({ url: server().url, bucket: unused('bucket') }));
      await expect(sink.send({ value: bytes('a') })).rejects.toThrow(
        `Cannot send to ${sink.name}: the record has no key, and the sink no name for it`,
      );
    });
  });
});
