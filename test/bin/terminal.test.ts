import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { train } from '../../bin/train.js';
import { trainCommand } from '../../bin/trainCommand.js';
import { writeGoodFiles } from '../badFiles.js';
import { fakeTerminal } from './fakeTerminal.js';

let folder: string;
let files: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradstream-terminal-'));
  const good = await writeGoodFiles(folder);
  files = ['--train', good.train, '--test', good.test];
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function runOn(terminal: Parameters<typeof train>[1], ...args: string[]): Promise<void> {
  await trainCommand((options) => train(options, terminal)).parseAsync([...files, ...args], {
    from: 'user',
  });
}

test('gradstream train on a terminal ends with the chart and then the accuracies', async () => {
  const { terminal, written } = fakeTerminal();
  await runOn(terminal, '--iterations', '60', '--report-every', '30', '--init', 'he');
  const lines = stripVTControlCharacters(written.stdout).trimEnd().split('\n');
  expect(lines.filter((line) => line.startsWith('iteration'))).toHaveLength(2);
  expect(lines.findIndex((line) => line.includes('┤'))).toBeGreaterThan(6);
  expect(lines.at(-2)).toContain('cost over 60 iterations: relu');
  expect(lines.at(-1)).toMatch(/^train +\d+\.\d\d % +test +\d+\.\d\d % +after 60 iterations/);
});

test('gradstream train on a terminal shows a bar with cost and rate, and wipes it', async () => {
  const { terminal, written } = fakeTerminal();
  await runOn(terminal, '--iterations', '2000', '--report-every', '1000');
  expect(written.stderr).toMatch(/\d+ % +\d+\/2000 +cost \d\.\d{4} +\d+ it\/s/);
  // The last thing done is to clear the line and let lines wrap again.
  expect(written.stderr.lastIndexOf('\u001b[0K')).toBeGreaterThan(
    written.stderr.lastIndexOf('it/s'),
  );
});

test('gradstream train on a terminal ends at the first interrupt with the result so far', async () => {
  const { terminal, written, interrupt$ } = fakeTerminal();
  terminal.stdout.on('data', (text: string) => {
    if (text.includes('iteration')) interrupt$.next();
  });
  await runOn(terminal, '--iterations', '1000000000', '--report-every', '50');
  const end = stripVTControlCharacters(written.stdout);
  expect(end).toMatch(/after \d+ iterations in/);
  expect(end).toMatch(/cost over \d+ iterations/);
});

test('gradstream train on a terminal wipes the bar and exits at the second interrupt', async () => {
  const { terminal, written, interrupt$ } = fakeTerminal();
  terminal.stdout.on('data', (text: string) => {
    if (!text.includes('iteration')) return;
    interrupt$.next();
    if (written.exits === 0) interrupt$.next();
  });
  // A long step is cut in two, so that the first interrupt leaves one to be finished.
  await runOn(
    terminal,
    ...['--iterations', '1000000000', '--report-every', '50', '--hidden', '4000,100'],
  );
  expect(written.exits).toBeGreaterThanOrEqual(1);
});
