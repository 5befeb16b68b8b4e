import { jetStreamSink, jetStreamSource, natsSink, natsSource } from 'gradstream/streams';
import { afterAll, beforeAll, describe } from 'vitest';
import { connectorLaws } from './laws.js';
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
