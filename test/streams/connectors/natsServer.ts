import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect as connectSocket, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { freePort } from './freePort.js';

/** A NATS server with JetStream that runs, with its data in a folder of its own. */
export interface NatsServer {
  readonly port: number;
  readonly url: string;
  /** Kills it as a crash would, and starts it again on the same port with the same data. */
  restart(): Promise<void>;
  /** Kills it as a crash would. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Stops its process: the system takes connections for it, and nothing answers. */
  hang(): void;
  wake(): void;
  connections(): Promise<number>;
  /** What its connections are subscribed to. */
  subjects(): Promise<string[]>;
  /** Calls back with a connection that is closed afterwards. */
  over<T>(use: (connection: NatsConnection) => Promise<T>): Promise<T>;
  /** The values of all that a stream holds, as text. */
  stored(stream: string): Promise<string[]>;
  addStream(name: string, ...subjects: string[]): Promise<void>;
  end(): Promise<void>;
}

const found = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']
  .map((folder) => join(folder, 'nats-server'))
  .find((path) => existsSync(path));

export const hasNatsServer = found !== undefined;

// A line is a signal for it. It ends with the test, however that ends: the shell kills it when its input does.
const WATCHED =
  '"$@" & server=$!; while read -r signal; do kill -s "$signal" $server; done; kill -s KILL $server; wait';

export async function startNatsServer(...more: readonly string[]): Promise<NatsServer> {
  const folder = await mkdtemp(join(tmpdir(), 'nats-'));
  const [port, monitor] = [await freePort(), await freePort()];
  const own = ['-js', '-a', '127.0.0.1', '-p', `${port}`, '-m', `${monitor}`, '-sd', folder];

  async function run() {
    const args = ['-c', WATCHED, 'sh', found ?? 'nats-server', ...own, ...more];
    const child = spawn('sh', args, { stdio: ['pipe', 'ignore', 'pipe'] });
    const over = new Promise<void>((resolve) => child.on('close', () => resolve()));
    await new Promise<void>((resolve, reject) => {
      let log = '';
      child.stderr.on('data', (text) => {
        log += text;
        if (log.includes('Server is ready')) resolve();
      });
      void over.then(() => reject(new Error(`nats-server did not start: ${log}`)));
    });
    return {
      signal: (name: 'STOP' | 'CONT') => child.stdin.write(`${name}\n`),
      stop() {
        child.stdin.end();
        return over;
      },
    };
  }

  let running = await run();
  const server: NatsServer = {
    port,
    url: `nats://127.0.0.1:${port}`,
    kill: () => running.stop(),
    async start() {
      running = await run();
    },
    hang: () => running.signal('STOP'),
    wake: () => running.signal('CONT'),
    async restart() {
      await server.kill();
      await server.start();
    },
    async connections() {
      const answer = await fetch(`http://127.0.0.1:${monitor}/varz`);
      const { connections }: { connections: number } = JSON.parse(await answer.text());
      return connections;
    },
    async subjects() {
      const answer = await fetch(`http://127.0.0.1:${monitor}/connz?subs=1`);
      const { connections }: { connections: { subscriptions_list?: string[] }[] } = JSON.parse(
        await answer.text(),
      );
      return connections.flatMap(({ subscriptions_list: list = [] }) => list);
    },
    async over(use) {
      const connection = await connect({ servers: server.url });
      try {
        return await use(connection);
      } finally {
        await connection.close();
      }
    },
    addStream: (name, ...subjects) =>
      server.over(async (connection) => {
        const manager = await jetstreamManager(connection);
        await manager.streams.add({ name, subjects });
      }),
    stored: (stream) =>
      server.over(async (connection) => {
        const { streams } = await jetstreamManager(connection);
        const { state } = await streams.info(stream);
        const texts = [];
        for (let seq = state.first_seq; seq <= state.last_seq; seq++)
          texts.push((await streams.getMessage(stream, { seq }))?.string() ?? 'nothing');
        return texts;
      }),
    async end() {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return server;
}

/** A wire to a server that can be cut: who connects again gets through. */
export async function cuttable(url: string) {
  const sockets = new Set<Socket>();
  const proxy = createServer((near) => {
    const far = connectSocket(Number(new URL(url).port), '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('No port is free');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return {
    url: `nats://127.0.0.1:${address.port}`,
    cut,
    end() {
      proxy.close();
      cut();
    },
  };
}
