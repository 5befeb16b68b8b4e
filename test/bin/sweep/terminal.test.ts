import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sweepCommand } from '../../../bin/sweep/sweepCommand.js';
import { sweepTrials } from '../../../bin/sweep/sweepTrials.js';
import { writeGoodFiles } from '../../badFiles.js';
import { fakeTerminal } from '../fakeTerminal.js';

let folder: string;
let files: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradstream-sweep-terminal-'));
  const good = await writeGoodFiles(folder, { images: 20 });
  files = ['--train', good.train, '--test', good.test];
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function runOn(
  terminal: Parameters<typeof sweepTrials>[1],
  ...args: string[]
): Promise<void> {
  await sweepCommand((options) => sweepTrials(options, terminal)).parseAsync([...files, ...args], {
    from: 'user',
  });
}

test('gradstream sweep on a terminal shows a bar with the trials and the best, and wipes it', async () => {
  const { terminal, written } = fakeTerminal();
  await runOn(terminal, '--learning-rate', '0.1,0.2', '--iterations', '60');
  expect(written.stderr).toMatch(/\d+ % +\d\/2 trials +best (\d\.\d{4})?/);
  // The last thing done is to clear the line and let lines wrap again.
  expect(written.stderr.lastIndexOf('\u001b[0K')).toBeGreaterThan(
    written.stderr.lastIndexOf('trials'),
  );
});

test('gradstream sweep ends at the first interrupt with the table so far', async () => {
  const { terminal, written, interrupt$ } = fakeTerminal();
  terminal.stdout.on('data', (text: string) => {
    if (text.includes('trial 1 of 2')) interrupt$.next();
  });
  const endless = ['--iterations', '50,1000000000'];
  await runOn(terminal, '--learning-rate', '0.1', ...endless);
  const lines = stripVTControlCharacters(written.stdout).trimEnd().split('\n');
  expect(lines.at(-4)).toMatch(/^ +1 +50 .* finished$/);
  expect(lines.at(-3)).toMatch(/^ +2 +1000000000 .* broken off at \d+$/);
  expect(lines.at(-2)).toBe('Best so far: trial 1. To train it:');
  expect(lines.at(-1)).toMatch(/^gradstream train .* --iterations 50 /);
});

test('gradstream sweep that is interrupted before a trial has finished names no best one', async () => {
  const { terminal, written, interrupt$ } = fakeTerminal();
  terminal.stderr.on('data', (text: string) => {
    if (/best \d/.test(text)) interrupt$.next();
  });
  await runOn(terminal, '--learning-rate', '0.1,0.2', '--iterations', '1000000000');
  const lines = stripVTControlCharacters(written.stdout).trimEnd().split('\n');
  expect(lines.at(-1)).toMatch(/broken off at \d+$/);
});

test('gradstream sweep exits at the second interrupt', async () => {
  const { terminal, written, interrupt$ } = fakeTerminal();
  terminal.stdout.on('data', (text: string) => {
    if (!text.includes('trial 1 of 2')) return;
    interrupt$.next();
    interrupt$.next();
  });
  await runOn(terminal, '--learning-rate', '0.1', '--iterations', '50,1000000000');
  expect(written.exits).toBe(1);
});
