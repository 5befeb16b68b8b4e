import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { expect } from 'vitest';

const examples = join(import.meta.dirname, '..', '..', 'dist', 'examples');

/** The lines that a compiled example prints; fails when it does. */
export async function runExample(name: string, ...args: readonly string[]): Promise<string[]> {
  const file = join(examples, `${name}.js`);
  const { stdout } = await promisify(execFile)(process.execPath, [file, ...args], {
    timeout: 900_000,
  });
  return stdout.trimEnd().split('\n');
}

/** A compiled example that runs. */
export interface Running {
  /** What it has printed so far. */
  readonly lines: readonly string[];
  /** Waits for a line that matches: the match, and its groups. */
  until(pattern: RegExp): Promise<readonly string[]>;
  /** As Ctrl-C does. */
  interrupt(): void;
  /** Its exit code. */
  readonly over: Promise<number | null>;
  kill(): void;
}

/** Starts a compiled example. What it says goes into the lines, complaints too. */
export function startExample(name: string, ...args: readonly string[]): Running {
  const child = spawn(process.execPath, [join(examples, `${name}.js`), ...args]);
  const lines: string[] = [];
  for (const input of [child.stdout, child.stderr])
    createInterface({ input }).on('line', (line) => lines.push(line));
  return {
    lines,
    async until(pattern) {
      const found = () => lines.map((line) => pattern.exec(line)).find((match) => match !== null);
      await expect.poll(found, { message: `${pattern} in ${name}`, timeout: 50_000 }).toBeDefined();
      return found() ?? [];
    },
    interrupt: () => child.kill('SIGINT'),
    over: once(child, 'close').then(([code]) => code),
    kill: () => child.kill('SIGKILL'),
  };
}
