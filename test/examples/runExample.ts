import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const examples = join(import.meta.dirname, '..', '..', 'dist', 'examples');

/** The lines that a compiled example prints; fails when it does. */
export async function runExample(name: string, ...args: readonly string[]): Promise<string[]> {
  const file = join(examples, `${name}.js`);
  const { stdout } = await promisify(execFile)(process.execPath, [file, ...args], {
    timeout: 900_000,
  });
  return stdout.trimEnd().split('\n');
}
