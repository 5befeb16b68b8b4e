import { jetStreamSink, jetStreamSource, natsSink, natsSource } from 'gradstream/streams';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectorLaws } from './laws.js';
import { bytes, natsRig } from './natsRig.js';
import { hasNatsServer, type NatsServer, startNatsServer } from './natsServer.js';

describe.skipIf(!hasNatsServer)('NATS (needs nats-server)', () => {
  let server: NatsServer;
  let count = 0;
  beforeAll(async () => {
    server = await startNatsServer();
  });
  afterAll(() => server.end());

  connectorLaws(
    'natsSource() and natsSink()',
    () => {
      const options = { url: server.url, subject: `core.${count++}` };
      return Promise.resolve({
        source: () => natsSource(options),
        sink: () => natsSink(options),
        restart: () => server.restart(),
        connections: () => server.connections(),
        end: () => Promise.resolve(),
      });
    },
    {
      keeps: false,
      nowhere: () => natsSource({ url: 'nats://127.0.0.1:1', subject: 'a', connectMs: 300 }),
    },
  );

  connectorLaws(
    'jetStreamSource() and jetStreamSink()',
    async () => {
      const stream = `LAW_${count++}`;
      const subject = `law.${stream}`;
      const { url } = server;
      await server.addStream(stream, subject);
      return {
        source: () => jetStreamSource({ url, stream, durable: 'reader' }),
        sink: () => jetStreamSink({ url, subject }),
        restart: () => server.restart(),
        connections: () => server.connections(),
        end: () => Promise.resolve(),
      };
    },
    {
      nowhere: () =>
        jetStreamSource({ url: 'nats://127.0.0.1:1', stream: 'A', durable: 'a', connectMs: 300 }),
    },
  );
});

describe.skipIf(!hasNatsServer)('natsSource() and natsSink() (needs nats-server)', () => {
  const { server, unused, sinking, read } = natsRig();

  test('keeps what comes beyond the demand up to maxBuffered, drops the rest and says how much', async () => {
    const drops: number[] = [];
    const subject = unused('core');
    const { url } = server();
    const options = { url, subject, maxBuffered: 3, onDropped: (n: number) => drops.push(n) };
    const reader = read(natsSource(options));
    const sink = sinking(natsSink({ url, subject }));
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
