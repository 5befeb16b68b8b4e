import { redisSink, redisSource } from 'gradstream/streams';
import { describe } from 'vitest';
import { freePort } from './freePort.js';
import { connectorLaws } from './laws.js';
import { hasRedis, redisServer } from './redis/redisServer.js';

const nowhere = `redis://127.0.0.1:${await freePort()}`;

describe.skipIf(!hasRedis)('over a Redis server (needs redis-server)', () => {
  connectorLaws(
    'redisSource() and redisSink()',
    async () => {
      const server = await redisServer();
      const { url } = server;
      return {
        source: () => redisSource({ url, stream: 'examples' }),
        sink: () => redisSink({ url, stream: 'examples' }),
        restart: () => server.restart(),
        connections: () => server.connections(),
        end: () => server.end(),
      };
    },
    { nowhere: () => redisSource({ url: nowhere, stream: 'examples', connectMs: 300 }) },
  );
});
