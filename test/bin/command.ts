import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = join(import.meta.dirname, '..', '..', 'dist', 'command', 'gradstream.js');

/** A cache of this test run's own, so that the user's is neither used nor changed. */
export const cacheFolder = mkdtempSync(join(tmpdir(), 'gradstream-cache-'));

/** What a finished command left behind. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the real command; `output` grows while it runs. */
export function startCommand(...args: readonly string[]) {
  return startCommandWith({}, ...args);
}

/** Starts the real command with variables in its environment. */
function startCommandWith(variables: NodeJS.ProcessEnv, ...args: readonly string[]) {
  const child = spawn(process.execPath, [program, ...args], {
    // CI is set because some libraries colour what they write there, even into a pipe.
    env: { ...process.env, GRADSTREAM_CACHE: cacheFolder, CI: '1', NO_COLOR: '', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  const ended = once(child, 'close').then(([code]): Outcome => ({ code, ...output }));
  return { child, ended };
}

/** Starts the real command with an input that stays open. */
export function startCommandWithInput(...args: readonly string[]) {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...process.env, GRADSTREAM_CACHE: cacheFolder, CI: '1', NO_COLOR: '' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  const ended = once(child, 'close').then(([code]): Outcome => ({ code, ...output }));
  return { child, ended };
}

/** Runs `gradstream train` to its end. */
export function train(...args: readonly string[]): Promise<Outcome> {
  return startCommand('train', ...args).ended;
}

/** Runs `gradstream reproduce` to its end. */
export function reproduce(...args: readonly string[]): Promise<Outcome> {
  return startCommand('reproduce', ...args).ended;
}

/** Runs `gradstream train` to its end, with variables in its environment. */
export function trainWith(
  variables: NodeJS.ProcessEnv,
  ...args: readonly string[]
): Promise<Outcome> {
  return startCommandWith(variables, 'train', ...args).ended;
}

/** The objects that `--json` printed, one a line. */
export function events(stdout: string): Record<string, unknown>[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}
