/*
 * Memory: the most that the published job holds, as `gradstream train` and as our peers train it; and
 * whether a run leaves anything behind, the heap after a million iterations against that after the first
 * ten thousand, each behind a full collection.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { writeJob } from './jobFiles.js';
import { quick } from './options.js';
import { peersFolder, startPeer } from './peer.js';
import { type PublishedFiles, publishedFiles, publishedJob } from './publishedJob.js';
import { withScratchFolder } from './scratchFolder.js';
import { printValue, say } from './table.js';
import { tinyJob } from './tinyJob.js';
import { trainInStream } from './trainers.js';

const { gc } = globalThis;
if (!gc) {
  throw new Error('Cannot measure the heap without --expose-gc: use `npm run bench -- memory`');
}

await heap(quick ? 100_000 : 1_000_000);
await withScratchFolder(async (folder) => {
  say('memory: the published job, about 15 s');
  const files = await publishedFiles(folder);
  await writeJob(folder, (await publishedJob(files)).files);
  for (const form of ['gram', 'dense']) {
    const peak = await peakOfCommand(files, ['--first-layer', form, '--iterations', '300']);
    printValue('memory', `most memory: \`gradstream train\`, ${form}`, megabytes(peak));
  }
  await peakOfPeer('numpy', ['numpyCats.py', folder], ['train', 'post', 50], "post's operations");
  await peakOfPeer('numpy', ['numpyCats.py', folder], ['run', 3000], 'Gram form');
  await peakOfPeer('tensorflow', ['tensorflow.mjs', folder], ['train', 'rows', 10], 'rows');
  printValue('memory', 'most memory: `node -e 0`', megabytes(await peakOf(['-e', '0'])));
});

async function heap(iterations: number): Promise<void> {
  say(`memory: ${iterations} iterations, about 10 s`);
  const start = 10_000;
  const stream = trainInStream(tinyJob());
  await stream.advance(start);
  const before = collected();
  await stream.advance(iterations - start);
  const after = collected();
  const shown = iterations.toLocaleString('en');
  printValue('memory', 'heapUsed after 10,000 iterations', kilobytes(before.heapUsed));
  printValue('memory', `heapUsed after ${shown} iterations`, kilobytes(after.heapUsed));
  printValue('memory', 'difference', kilobytes(after.heapUsed - before.heapUsed));
  printValue(
    'memory',
    'difference of arrayBuffers',
    kilobytes(after.arrayBuffers - before.arrayBuffers),
  );
}

function collected(): NodeJS.MemoryUsage {
  gc?.();
  return process.memoryUsage();
}

function peakOfCommand({ train, test }: PublishedFiles, more: readonly string[]): Promise<number> {
  const program = resolve(import.meta.dirname, '../command/gradstream.js');
  return peakOf([program, 'train', '--train', train, '--test', test, '--json', ...more]);
}

/** The most bytes that a Node process with these arguments held. */
async function peakOf(args: readonly string[]): Promise<number> {
  const report = join(peersFolder, 'reportPeak.mjs');
  const child = spawn(process.execPath, ['--import', report, ...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  const pipe = child.stdio[3];
  if (!(pipe instanceof Readable)) throw new Error('Cannot read the report of the process');
  const [bytes] = await Promise.all([text(pipe), once(child, 'close')]);
  return Number(bytes);
}

/** A row for the most that a peer held after a command. */
async function peakOfPeer(
  kind: Parameters<typeof startPeer>[1],
  program: Parameters<typeof startPeer>[2],
  command: readonly (string | number)[],
  what: string,
): Promise<void> {
  const peer = await startPeer('memory', kind, program);
  if (peer === undefined) return;
  await peer.ask(...command);
  const [bytes] = await peer.ask('peak');
  await peer.end();
  printValue('memory', `most memory: ${peer.description}, ${what}`, megabytes(bytes));
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
