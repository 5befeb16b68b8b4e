import { spawn, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Examples } from '../src/index.js';

/** A NumPy program that trains on command. */
export interface NumpyPeer {
  /** What it computes with: `NumPy 1.24.2, OpenBLAS 0.3.21, 2 threads`. */
  readonly description: string;
  /** Trains one of its two networks that many iterations further. */
  train(variant: 'post' | 'lean', iterations: number): Promise<{ ms: number; cost: number }>;
  /** Ends the program. */
  end(): void;
}

// Debian's NumPy belongs to Debian's Python; another Python may come before it in PATH.
const pythons = ['/usr/bin/python3', 'python3'];
const script = resolve(import.meta.dirname, '../../bench/numpyDense.py');

/** Starts numpyDense.py on the images; undefined where no Python has NumPy. */
export async function startNumpy(
  { values, labels }: Examples,
  folder: string,
): Promise<NumpyPeer | undefined> {
  const python = pythons.find((name) => spawnSync(name, ['-c', 'import numpy']).status === 0);
  if (python === undefined) return undefined;
  const files = { images: join(folder, 'images.u8'), labels: join(folder, 'labels.u8') };
  await writeFile(files.images, values);
  await writeFile(files.labels, labels);
  const child = spawn(python, [script, files.images, files.labels], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const nextLine = async () => {
    const { done, value } = await lines.next();
    if (done) throw new Error(`${python} ${script} ended before it answered`);
    return value;
  };
  const description = await nextLine();
  return {
    description,
    async train(variant, iterations) {
      child.stdin.write(`${variant} ${iterations}\n`);
      const [ms, cost] = (await nextLine()).split(' ').map(Number);
      return { ms, cost };
    },
    end: () => child.stdin.end(),
  };
}
