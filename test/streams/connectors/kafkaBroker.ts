import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The mock cluster of librdkafka, where Debian puts it. */
const LIBRARY = '/usr/lib/x86_64-linux-gnu/librdkafka.so.1';

/** Beside this file, or where this file was compiled from. */
const mock = ['.', '../../../../test/streams/connectors']
  .map((folder) => join(import.meta.dirname, folder, 'kafkaMock.mjs'))
  .find((path) => existsSync(path));

/** Whether there is a broker for tests: the library, and koffi to open it with. */
export const hasKafka = existsSync(LIBRARY) && isThere('koffi');

function isThere(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** What the mock cluster is told. */
type Order =
  | { topic: string; partitions: number }
  | { is: 'up' | 'down' }
  | { refuses: number; error: number; times: number }
  | { missing: string };

/** One broker, in a process of its own. */
export interface KafkaBroker {
  readonly port: number;
  readonly address: string;
  tell(order: Order): Promise<void>;
  /** Stops its process: the system takes connections for it, and nothing answers. */
  hang(): void;
  wake(): void;
  connections(): Promise<number>;
  end(): Promise<void>;
}

export async function kafkaBroker(): Promise<KafkaBroker> {
  if (mock === undefined) throw new Error('There is no kafkaMock.mjs');
  const host = fork(mock, [LIBRARY], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const { address } = await answerOf(host);
  const port = Number(address.split(':')[1]);
  return {
    port,
    address,
    async tell(order) {
      host.send(order);
      await answerOf(host);
    },
    hang: () => host.kill('SIGSTOP'),
    wake: () => host.kill('SIGCONT'),
    connections: () => openConnections(port),
    async end() {
      if (host.exitCode !== null || host.signalCode !== null) return;
      host.kill('SIGKILL');
      await once(host, 'exit');
    },
  };
}

async function answerOf(host: ChildProcess): Promise<{ address: string }> {
  const [answer] = await once(host, 'message');
  return answer;
}

/** How many connections a port of this machine has from its own side, as Linux tells. */
async function openConnections(port: number): Promise<number> {
  const local = port.toString(16).toUpperCase().padStart(4, '0');
  const ESTABLISHED = '01';
  const lines = (await readFile('/proc/net/tcp', 'utf8')).split('\n');
  return lines.filter((line) => {
    const [, from = '', , state] = line.trim().split(/\s+/);
    return from.endsWith(`:${local}`) && state === ESTABLISHED;
  }).length;
}
