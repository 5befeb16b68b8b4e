/*
 * How long a user waits: from starting `gradstream train --json` to its first line of type cost, which
 * is the hundredth iteration: of the published job from its files, and of the built-in drawings. Cold:
 * the drawings are drawn and written first. A bare Node that does nothing shows how much is not ours.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { interleave } from './interleave.js';
import { rounds } from './options.js';
import { publishedFiles } from './publishedJob.js';
import { withScratchFolder } from './scratchFolder.js';
import { printGoal, printSpread, say, withUnit } from './table.js';

const command = resolve(import.meta.dirname, '../command/gradstream.js');
const milliseconds = withUnit(0, 'ms');

await withScratchFolder(async (folder) => {
  say('start: 7 starts of each, about 25 s');
  const { train, test } = await publishedFiles(folder);
  let colds = 0;
  const [published, cold, warm, bare] = await interleave(
    [
      () => firstCost(join(folder, 'unused'), ['--train', train, '--test', test]),
      () => firstCost(join(folder, `cold-${colds++}`)),
      () => firstCost(join(folder, 'warm')),
      bareNode,
    ],
    { warmUp: 1, rounds: rounds(7) },
  );
  const row = (what: string, sample: readonly number[]) =>
    printSpread('start', what, sample, milliseconds);
  printGoal(
    'start',
    '`gradstream train` to the first cost, published job',
    published,
    milliseconds,
    {
      atMost: 700,
    },
  );
  row('`gradstream train` to the first cost, drawings, cold', cold);
  row('`gradstream train` to the first cost, drawings, warm', warm);
  row('`node -e 0`, start to end', bare);
});

/** Milliseconds to the first cost, with the data set cached in `cache`. */
async function firstCost(cache: string, options: readonly string[] = []): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, [command, 'train', '--json', ...options], {
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
  if (ms === undefined) {
    throw new Error('`gradstream train --json` ended without a line of type cost');
  }
  return ms;
}

async function bareNode(): Promise<number> {
  const start = performance.now();
  await once(spawn(process.execPath, ['-e', '0']), 'close');
  return performance.now() - start;
}
