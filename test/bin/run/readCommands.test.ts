import { PassThrough } from 'node:stream';
import { lastValueFrom, toArray } from 'rxjs';
import { expect, test } from 'vitest';
import { readCommands } from '../../../bin/run/readCommands.js';

/** All that comes of an input which ends. */
function read(input: Uint8Array | string) {
  const stream = new PassThrough();
  stream.end(input);
  return lastValueFrom(readCommands(stream).pipe(toArray()));
}

test('readCommands() gives a command a line, in order, whatever ends the lines, and completes with them', async () => {
  expect(await read('pause\n\r\n  \nresume\r\nstop at 3')).toEqual([
    { type: 'pause' },
    { type: 'resume' },
    { type: 'stop', at: 3 },
  ]);
});

test('readCommands() reads what comes behind a line of a megabyte, and behind binary', async () => {
  const binary = Uint8Array.from({ length: 512 }, (_, i) => (i % 256 === 10 ? 0 : i % 256));
  const found = await read(Buffer.concat([binary, Buffer.from(`\n${'{'.repeat(1e6)}\nstop\n`)]));
  expect(found.at(-1)).toEqual({ type: 'stop' });
  expect(found.slice(0, -1).every((line) => 'why' in line)).toBe(true);
});
