import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect as connectNats } from '@nats-io/transport-node';

/** A broker of a bench, that goes away and comes back. */
export interface Broker {
  readonly port: number;
  /** Ends it at once. What it has said to be safe is on the disk. */
  kill(): Promise<void>;
  /** Starts it again, with what it has kept. */
  start(): Promise<void>;
  /** Stops its process: the system takes connections for it, and nothing answers. */
  hang(): void;
  wake(): void;
  end(): Promise<void>;
}

export const brokerNames = ['redis', 'jetstream', 'mqtt', 'kafka'] as const;
export type BrokerName = (typeof brokerNames)[number];

/** What is written to: the stream, the subject, the topic. */
export const PLACE = 'gradstream';

const LIBRARY = '/usr/lib/x86_64-linux-gnu/librdkafka.so.1';
const kafkaMock = join(import.meta.dirname, '../../../test/streams/connectors/kafkaMock.mjs');

/** What a machine lacks for a broker; undefined when it has it. */
export function lackFor(name: BrokerName): string | undefined {
  if (name === 'kafka') return existsSync(LIBRARY) ? undefined : 'librdkafka1 is not installed';
  const { program } = programs[name];
  return pathOf(program) === undefined ? `${program} is not installed` : undefined;
}

/** Starts a broker on a free port of loopback, with its data in `folder`. */
export async function startBroker(name: BrokerName, folder: string): Promise<Broker> {
  if (name === 'kafka') return startKafka();
  const { program, prepare, ready } = programs[name];
  const port = await freePort();
  const args = await prepare(port, folder);
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    child = spawn(pathOf(program) ?? program, args, { stdio: 'ignore' });
    takeAlong(child);
    while (!(await isOpen(port))) {
      if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}`);
      await setTimeout(10);
    }
  }

  const kill = () => kill9(child, programs[name].signal);
  await start();
  await ready?.(port);
  return {
    port,
    kill,
    start,
    hang: () => child?.kill('SIGSTOP'),
    wake: () => child?.kill('SIGCONT'),
    end: kill,
  };
}

interface Program {
  readonly program: string;
  /** Which signal it outlives without loss. */
  readonly signal: NodeJS.Signals;
  /** Writes what it needs, and gives its arguments. */
  readonly prepare: (port: number, folder: string) => Promise<readonly string[]>;
  /** Makes the place that is written to. */
  readonly ready?: (port: number) => Promise<void>;
}

const programs: Readonly<Record<Exclude<BrokerName, 'kafka'>, Program>> = {
  redis: {
    program: 'redis-server',
    signal: 'SIGKILL',
    prepare: (port, folder) => {
      const place = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder];
      const durable = ['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', ''];
      return Promise.resolve([...place, ...durable]);
    },
  },
  jetstream: {
    program: 'nats-server',
    signal: 'SIGKILL',
    prepare: (port, folder) =>
      Promise.resolve(['-js', '-a', '127.0.0.1', '-p', `${port}`, '-sd', folder]),
    async ready(port) {
      const connection = await connectNats({ servers: `127.0.0.1:${port}` });
      const manager = await jetstreamManager(connection);
      await manager.streams.add({ name: PLACE, subjects: [PLACE] });
      await connection.close();
    },
  },
  mqtt: {
    program: 'mosquitto',
    // It writes down what it holds when it is asked to end, and every so often.
    signal: 'SIGTERM',
    async prepare(port, folder) {
      const config = join(folder, 'mosquitto.conf');
      const lines = [
        `listener ${port} 127.0.0.1`,
        'allow_anonymous true',
        'persistence true',
        `persistence_location ${folder}/`,
        'max_inflight_messages 0',
        'max_queued_messages 0',
        ...(process.getuid?.() === 0 ? ['user root'] : []),
      ];
      await writeFile(config, `${lines.join('\n')}\n`);
      return ['-c', config];
    },
  },
};

/** The mock cluster of librdkafka, which keeps everything in memory: it is told to refuse instead of being killed. */
async function startKafka(): Promise<Broker> {
  const host = fork(kafkaMock, [LIBRARY], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  takeAlong(host);
  const [{ address }]: { address: string }[] = await once(host, 'message');
  const tell = async (order: object) => {
    host.send(order);
    await once(host, 'message');
  };
  await tell({ topic: PLACE, partitions: 1 });
  return {
    port: Number(address.split(':')[1]),
    kill: () => tell({ is: 'down' }),
    start: () => tell({ is: 'up' }),
    hang: () => host.kill('SIGSTOP'),
    wake: () => host.kill('SIGCONT'),
    end: () => kill9(host, 'SIGKILL'),
  };
}

function pathOf(program: string): string | undefined {
  return [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path));
}

async function kill9(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGCONT');
  child.kill(signal);
  await exit;
}

/** A bench that ends takes its processes with it. */
export function takeAlong(child: ChildProcess): void {
  const kill = () => child.kill('SIGKILL');
  process.on('exit', kill);
  child.on('exit', () => process.off('exit', kill));
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await once(server.close(), 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
