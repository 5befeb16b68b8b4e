import { redisSink, redisSource } from 'gradstream/streams';
import { describe } from 'vitest';
import { connectorLaws } from './laws.js';
import { freePort, hasRedis, redisServer } from './redisServer.js';

const nowhere = await freePort();

describe.skipIf(!hasRedis)('over a Redis server (needs redis-server)', () => {
  connectorLaws(
    'redisSource() and redisSink()',
    async () => {
      const server = await redisServer();
      const { url, connections } = server;
      return {
        source: () => redisSource({ url, stream: 'examples' }),
        sink: () => redisSink({ url, stream: 'examples' }),
        async restart() {
          await server.kill();
          await server.start();
        },
        connections,
        end: () => server.end(),
      };
    },
    {
      nowhere: () =>
        redisSource({ url: `redis://127.0.0.1:${nowhere}`, stream: 'examples', connectMs: 300 }),
    },
  );
});
