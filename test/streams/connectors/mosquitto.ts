import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { freePort } from './freePort.js';

/** Where mosquitto is, if it is installed. */
export const mosquittoPath = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']
  .map((folder) => join(folder, 'mosquitto'))
  .find((path) => existsSync(path));

/** A test that ends early takes its brokers with it. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A broker of a test, with what it keeps in a folder of its own. */
export interface Mosquitto {
  readonly port: number;
  /** Ends it, and starts it again with what it has kept. */
  restart(): Promise<void>;
  /** Ends it. */
  leave(): Promise<void>;
  /** Starts it again with what it has kept. */
  comeBack(): Promise<void>;
  /** Stops its process: the system takes connections for it, and nothing answers. */
  hang(): void;
  wake(): void;
  /** Has it write down what it keeps. */
  save(): Promise<void>;
  /** Kills it, and starts it again with what it has written down. */
  crash(): Promise<void>;
  /** Ends it, and starts it again with nothing. */
  forget(): Promise<void>;
  end(): Promise<void>;
}

/** @param settings lines of its configuration, besides those that the laws need */
export async function mosquitto(...settings: readonly string[]): Promise<Mosquitto> {
  const folder = await mkdtemp(join(tmpdir(), 'gradstream-mosquitto-'));
  const port = await freePort();
  const config = join(folder, 'mosquitto.conf');
  const database = join(folder, 'mosquitto.db');
  const lines = [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'persistence true',
    `persistence_location ${folder}/`,
    'autosave_interval 1',
    'max_inflight_messages 0',
    'max_queued_messages 0',
    ...(process.getuid?.() === 0 ? ['user root'] : []),
    ...settings,
  ];
  await writeFile(config, `${lines.join('\n')}\n`);
  let child = await start(config, port);
  return {
    port,
    async restart() {
      await stop(child);
      child = await start(config, port);
    },
    leave: () => stop(child),
    async comeBack() {
      child = await start(config, port);
    },
    hang: () => child.kill('SIGSTOP'),
    wake: () => child.kill('SIGCONT'),
    async save() {
      const before = await savedAt(database);
      child.kill('SIGUSR1');
      while ((await savedAt(database)) === before) await setTimeout(10);
    },
    async crash() {
      await stop(child, 'SIGKILL');
      child = await start(config, port);
    },
    async forget() {
      await stop(child);
      await rm(database, { force: true });
      child = await start(config, port);
    },
    async end() {
      await stop(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function start(config: string, port: number): Promise<ChildProcess> {
  if (mosquittoPath === undefined) throw new Error('mosquitto is not installed');
  const child = spawn(mosquittoPath, ['-c', config], { stdio: 'ignore' });
  running.add(child);
  child.on('exit', () => running.delete(child));
  while (!(await isOpen(port))) {
    if (child.exitCode !== null) throw new Error(`mosquitto ended with ${child.exitCode}`);
    await setTimeout(10);
  }
  return child;
}

async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  child.kill('SIGCONT'); // one that hangs, too
  await exit;
}

/** Another file each time that it is written. */
const savedAt = (path: string) =>
  stat(path).then(
    ({ ino, mtimeMs }) => `${ino} ${mtimeMs}`,
    () => undefined,
  );

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
