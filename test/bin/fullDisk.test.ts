import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeGoodFiles } from '../badFiles.js';
import { mountSmallDisk } from '../smallDisk.js';
import { startCommandWithInput } from './command.js';
import { runHere, startHere } from './commandHere.js';
import { conversation } from './conversation.js';
import { outcomeOf } from './outcomeOf.js';

/*
 * A disk that is full while a run is saved: a file system of 1 MiB in memory, which only root may mount, and only
 * on Linux.
 */

const disk = await mountSmallDisk();

describe.skipIf(disk === undefined)('a run on a disk that is full (needs mount)', () => {
  const run = join(disk?.folder ?? '', 'run');
  const ballast = join(disk?.folder ?? '', 'ballast');
  let folder: string;
  let options: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gradstream-full-data-'));
    const good = await writeGoodFiles(folder);
    options = [
      ...['--train', good.train, '--test', good.test, '--init', 'he', '--momentum', '0.9'],
      ...['--iterations', '1040', '--report-every', '10', '--save-every', '9999', '--control'],
    ];
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await disk?.unmount();
  });

  /** Takes all room that is left. */
  function fill(): void {
    for (const bytes of [2 ** 16, 2 ** 12, 1]) {
      try {
        for (;;) writeFileSync(ballast, new Uint8Array(bytes), { flag: 'a' });
      } catch (error) {
        expect(error).toMatchObject({ code: 'ENOSPC' });
      }
    }
  }

  test('goes on, says so, saves again when there is room, and ends with exit code 2 when the last state is lost', async () => {
    const args = ['train', '--run', run, ...options, '--json'];
    const { child, ended } = startCommandWithInput(...args);
    const { say, hear, end } = conversation(child);
    // What is said to a process may come after its first slice of time.
    say('pause at 1000', 'save at 1000');
    expect(await hear('saved')).toEqual({ type: 'saved', iteration: 1000 });
    fill();
    // So long that it does not fit behind what has been written.
    const rate = { type: 'learningRate', value: 0.01, at: 1010, id: 'x'.repeat(9999) };
    say('step 10', JSON.stringify(rate));
    while ((await hear('cost')).iteration !== 1010);
    say('save');
    expect(await hear('notSaved')).toEqual({
      ...{ type: 'notSaved', iteration: 1010 },
      reason: expect.stringMatching(/^Cannot \w+ the .*: the disk is full; make room or/),
    });
    await rm(ballast);
    say('save');
    expect(await hear('saved')).toEqual({ type: 'saved', iteration: 1010 });
    fill();
    say('resume');
    expect(await hear('result')).toMatchObject({ iterations: 1040 });
    const told = await end();
    expect(told.find(({ iteration, type }) => type === 'command' && iteration === 1010)).toEqual({
      ...{
        type: 'command',
        command: rate,
        iteration: 1010,
      },
      notSaved: expect.stringMatching(/the disk is full/),
    });
    const { code, stderr } = await ended;
    expect(stderr).toMatch(
      /^error: The run has ended, and its last state is lost: Cannot .*: the disk is full; .*\n$/,
    );
    expect(code).toBe(2);
  });

  test('leaves the newest good state, and with room again ends with the digests of one that was not', async () => {
    expect(await outcomeOf(run)).toMatchObject({ iteration: 1010, passedOver: [] });
    await rm(ballast);
    await runHere(['resume', run, '--json']);
    const other = join(folder, 'other');
    await runHere(['train', '--run', other, ...options, '--json'], ['rate 0.01 at 1010']);
    expect(await outcomeOf(run)).toEqual(await outcomeOf(other));
  });

  test('in text has one line when saving begins to fail', async () => {
    const args = ['train', '--run', join(disk?.folder ?? '', 'text'), ...options];
    const { terminal, written, ended } = startHere(...args, '--save-every', '1');
    terminal.stdin.write('pause at 5\n');
    await until(terminal.stdout, () => written.stdout.includes('pause'));
    fill();
    terminal.stdin.end('resume\n');
    await expect(ended).rejects.toThrow(/^The run has ended, and its last state is lost: Cannot/);
    expect(written.stdout.match(/^.*not saved.*$/gm)).toEqual([
      expect.stringMatching(/^not saved: Cannot .*: the disk is full; .*; training goes on$/),
    ]);
    expect(written.stdout).toMatch(/after 1040 iterations/);
    expect(written.stdout).not.toContain('Saved in');
  });
});

/** Waits for what a stream says. */
async function until(stream: NodeJS.ReadableStream, isThere: () => boolean): Promise<void> {
  while (!isThere()) await once(stream, 'data');
}
