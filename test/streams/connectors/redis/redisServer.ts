import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import { freePort } from '../freePort.js';

/** Whether a Redis server is installed. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** A Redis server of a test. */
export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** For what the test asks and does itself; counts as no connection. */
  readonly client: Redis;
  /** Kills it, as a power cut would. */
  kill(): Promise<void>;
  /** Kills it where that has not been done, and starts it on the same port with what it has kept. */
  restart(): Promise<void>;
  /** Stops its process: the system takes connections for it, and nothing answers. */
  hang(): void;
  wake(): void;
  /** Connections that are open but for that of the test. */
  connections(): Promise<number>;
  end(): Promise<void>;
}

/** What it has answered it has written. */
const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];

/** Starts a Redis server. */
export async function redisServer(at?: number, settings = durable): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'redis-'));
  const port = at ?? (await freePort());
  const place = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder];
  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    const child = spawn('redis-server', [...place, ...settings], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    server = child;
    const lines = createInterface({ input: child.stdout });
    for await (const line of lines) if (line.includes('Ready to accept connections')) break;
    child.stdout.resume();
  }
  async function kill(): Promise<void> {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const exit = once(server, 'exit');
    server.kill('SIGKILL');
    await exit;
  }
  const killAtExit = () => server?.kill('SIGKILL');
  process.on('exit', killAtExit);

  await start();
  const url = `redis://127.0.0.1:${port}`;
  const client = new Redis(port, '127.0.0.1', { retryStrategy: () => 20 });
  client.on('error', () => {});
  return {
    port,
    url,
    client,
    kill,
    async restart() {
      await kill();
      await start();
    },
    hang: () => server?.kill('SIGSTOP'),
    wake: () => server?.kill('SIGCONT'),
    async connections() {
      return (
        String(await client.client('LIST'))
          .trim()
          .split('\n').length - 1
      );
    },
    async end() {
      client.disconnect();
      await kill();
      process.off('exit', killAtExit);
      await rm(folder, { recursive: true });
    },
  };
}
