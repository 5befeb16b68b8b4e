import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { printValue } from './table.js';

/**
 * A program that computes on command, in a process of its own: its first line says what it computes
 * with; then each line in, words, is answered by a line out, numbers.
 */
export interface Peer {
  /** What it computes with: `NumPy 1.24.2, OpenBLAS 0.3.21 Haswell, 2 threads`. */
  readonly description: string;
  ask(...words: readonly (string | number)[]): Promise<number[]>;
  /** Ends the program. */
  end(): Promise<void>;
}

/** The folder of the peers in the repository: they are not compiled. */
export const peersFolder = resolve(import.meta.dirname, '../../bench/peers');

/** What peers need, and how to find it. */
interface Kind {
  readonly name: string;
  /** How to get what it needs. */
  readonly command: string;
  /** What runs it, where all that it needs is there. */
  find(): string | undefined;
}

// Debian's modules belong to Debian's Python; another Python may come before it in PATH.
const pythons = ['/usr/bin/python3', 'python3'];
const pythonWith = (module: string) => () =>
  pythons.find((python) => spawnSync(python, ['-c', `import numpy, ${module}`]).status === 0);

const kinds = {
  numpy: {
    name: 'NumPy',
    command: 'Debian: apt-get install python3-numpy libopenblas0',
    find: pythonWith('numpy'),
  },
  torch: {
    name: 'PyTorch',
    command: 'Debian: apt-get install python3-torch libopenblas0',
    find: pythonWith('torch'),
  },
  tensorflow: {
    name: 'TensorFlow.js',
    command: 'npm ci --prefix bench/peers',
    find: () =>
      existsSync(join(peersFolder, 'node_modules/@tensorflow')) ? process.execPath : undefined,
  },
} as const satisfies Record<string, Kind>;

/**
 * Starts `bench/peers/PROGRAM ARGUMENTS`; where the machine lacks what it needs, a row of the table says
 * so, and there is no peer.
 */
export async function startPeer(
  bench: string,
  kind: keyof typeof kinds,
  [program, ...args]: readonly [string, ...string[]],
): Promise<Peer | undefined> {
  const { name, command, find } = kinds[kind];
  const runner = find();
  if (runner === undefined) {
    printValue(bench, name, `left out: not installed (${command})`);
    return undefined;
  }
  const child = spawn(runner, [join(peersFolder, program), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // Python would leave a folder of compiled modules in the repository.
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  const closed = once(child, 'close');
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const nextLine = async () => {
    const { done, value } = await lines.next();
    if (done) throw new Error(`${program} ended before it answered`);
    return value;
  };
  return {
    description: await nextLine(),
    async ask(...words) {
      child.stdin.write(`${words.join(' ')}\n`);
      return (await nextLine()).split(' ').map(Number);
    },
    async end() {
      child.stdin.end();
      await closed;
    },
  };
}
