/*
 * How long a user waits: from starting `gradstream train --json` to its first line of type cost, which
 * is the hundredth iteration on the built-in drawings. Cold: the drawings are drawn and written first.
 * A bare Node that does nothing shows how much of it is not ours.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { interleave } from './interleave.js';
import { printSpread, say, withUnit } from './table.js';

const command = resolve(import.meta.dirname, '../bin/gradstream.js');
const folder = await mkdtemp(join(tmpdir(), 'gradstream-bench-'));
try {
  say('start: 5 starts cold, 5 warm, about 15 s');
  let colds = 0;
  const [cold, warm, bare] = await interleave(
    [
      () => firstCost(join(folder, `cold-${colds++}`)),
      () => firstCost(join(folder, 'warm')),
      bareNode,
    ],
    { warmUp: 1, rounds: 5 },
  );
  const milliseconds = withUnit(0, 'ms');
  printSpread('start', '`gradstream train --json` to the first cost, cold', cold, milliseconds);
  printSpread('start', '`gradstream train --json` to the first cost, warm', warm, milliseconds);
  printSpread('start', '`node -e 0`, start to end', bare, milliseconds);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Milliseconds to the first cost, with the data set cached in `cache`. */
async function firstCost(cache: string): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, [command, 'train', '--json'], {
    env: { ...process.env, GRADSTREAM_CACHE: cache },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  let ms: number | undefined;
  for await (const line of createInterface(child.stdout)) {
    const event: unknown = JSON.parse(line);
    if (typeof event === 'object' && event !== null && 'type' in event && event.type === 'cost') {
      ms = performance.now() - start;
      break;
    }
  }
  child.kill();
  await ended;
  if (ms === undefined)
    throw new Error('`gradstream train --json` ended without a line of type cost');
  return ms;
}

async function bareNode(): Promise<number> {
  const start = performance.now();
  await once(spawn(process.execPath, ['-e', '0']), 'close');
  return performance.now() - start;
}
