import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeGoodFiles } from '../badFiles.js';
import { events, startCommandWithInput } from './command.js';
import { runHere, startHere } from './commandHere.js';
import { conversation } from './conversation.js';
import { outcomeOf } from './outcomeOf.js';

let folder: string;
let shared: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradstream-control-'));
  const good = await writeGoodFiles(folder);
  shared = [
    ...['--train', good.train, '--test', good.test, '--init', 'he', '--json', '--control'],
    ...['--iterations', '40', '--report-every', '1', '--schedule', 'input("slider", 0.03)'],
  ];
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const inFolder = (name: string) => join(folder, name);
const train = (...options: readonly string[]) => ['train', ...shared, ...options];

/** What was done, and before which iteration: the refused with the reason. */
function acknowledged(told: readonly Readonly<Record<string, unknown>>[]) {
  return told
    .filter(({ type }) => type === 'command')
    .map(({ command, iteration, refused }) => ({
      ...{ command, iteration },
      ...(refused !== undefined && { refused }),
    }));
}

test('gradstream train --control obeys each command, and tells of it with the iteration at which it took effect', async () => {
  const { child, ended } = startCommandWithInput(
    ...train('--run', inFolder('all'), '--save-every', '9999', '--iterations', '1040'),
  );
  const { heard, say, hear, end } = conversation(child);
  // What is said to a process may come after its first slice of time.
  say('set slider 0.02 at 1004', 'rate 0.01 at 1006', 'rate schedule at 1008', 'pause at 1010');
  while ((await hear('command')).iteration !== 1010);
  say('{"type":"step","count":3,"id":"three"}');
  while ((await hear('cost')).iteration !== 1013);
  say('evaluate');
  expect(await hear('evaluation')).toMatchObject({ iteration: 1013, learningRate: 0.02 });
  say('save');
  expect(await hear('saved')).toEqual({ type: 'saved', iteration: 1013 });
  say('resume', 'stop at 1020');
  await hear('result');
  expect(acknowledged(await end())).toEqual([
    { command: { type: 'input', name: 'slider', value: 0.02, at: 1004 }, iteration: 1004 },
    { command: { type: 'learningRate', value: 0.01, at: 1006 }, iteration: 1006 },
    { command: { type: 'learningRate', value: null, at: 1008 }, iteration: 1008 },
    { command: { type: 'pause', at: 1010 }, iteration: 1010 },
    { command: { type: 'step', count: 3, id: 'three' }, iteration: 1010 },
    { command: { type: 'evaluate' }, iteration: 1013 },
    { command: { type: 'save' }, iteration: 1013 },
    { command: { type: 'resume' }, iteration: 1013 },
    { command: { type: 'stop', at: 1020 }, iteration: 1020 },
  ]);
  const rates = heard.flatMap(({ type, learningRate }) => (type === 'cost' ? [learningRate] : []));
  expect(rates.slice(1000)).toEqual([
    ...[0.03, 0.03, 0.03, 0.03, 0.02, 0.02, 0.01, 0.01],
    ...Array.from({ length: 12 }, () => 0.02),
  ]);
  expect(await ended).toMatchObject({ code: 0, stderr: '' });
});

test('gradstream train --control lets a paused run go on when its input ends, and pauses no more', async () => {
  const { stdout } = await runHere(train(), ['pause at 5', 'pause at 30']);
  expect(acknowledged(events(stdout))).toEqual([
    { command: { type: 'pause', at: 5 }, iteration: 5 },
    { command: { type: 'pause', at: 30 }, iteration: 30 },
  ]);
  expect(events(stdout).at(-1)).toMatchObject({ type: 'result', iterations: 40 });
});

test('gradstream train --control tells back a command that the run ended before', async () => {
  const { stdout } = await runHere(train(), ['stop at 41', 'evaluate at 1000']);
  const [last] = acknowledged(events(stdout));
  expect(last).toMatchObject({ command: { type: 'stop' }, refused: 'the run has ended' });
  expect(acknowledged(events(stdout))).toHaveLength(2);
  expect(events(stdout).find(({ type }) => type === 'result')).toMatchObject({ iterations: 40 });
});

test('gradstream train --control tells back a command behind the one that stopped the run', async () => {
  const { stdout } = await runHere(train(), ['stop at 9', 'rate 1 at 9']);
  expect(acknowledged(events(stdout))).toEqual([
    { command: { type: 'stop', at: 9 }, iteration: 9 },
    {
      ...{ command: { type: 'learningRate', value: 1, at: 9 }, iteration: 9 },
      refused: 'the run has been stopped',
    },
  ]);
});

test('gradstream train --control refuses to save a run that has no folder, and goes on', async () => {
  const { stdout } = await runHere(train(), ['save', 'save at 5', 'stop at 9']);
  const refusal = {
    iteration: expect.any(Number),
    refused: 'there is no folder to save in: train with --run DIR',
  };
  expect(acknowledged(events(stdout))).toEqual([
    { command: { type: 'save' }, ...refusal },
    { command: { type: 'save', at: 5 }, ...refusal },
    { command: { type: 'stop', at: 9 }, iteration: 9 },
  ]);
  expect(events(stdout).at(-1)).toMatchObject({ type: 'result', iterations: 9 });
});

test('gradstream train --control notes a line that it cannot read, on one line, and goes on', async () => {
  const { stdout, stderr } = await runHere(train(), [
    '\u001b[2Jhalt',
    'set slider -1',
    'stop at 3',
  ]);
  expect(stderr).toMatch(
    /^note: cannot read the command "\?\[2Jhalt": write pause, .*\nnote: .*"set slider -1": an input is .*\n$/,
  );
  expect(events(stdout).at(-1)).toMatchObject({ type: 'result', iterations: 3 });
});

test('gradstream train --control in text tells of commands, and no more of a save than of any', async () => {
  const text = train('--run', inFolder('text')).filter((option) => option !== '--json');
  const { stdout } = await runHere(text, ['rate 0.01 at 2', 'save at 3', 'stop at 4']);
  expect(stdout).toContain('\nafter iteration     2: learningRate, value 0.01, at 2\n');
  expect(stdout).toContain('\nafter iteration     3: save, at 3\n');
  expect(stdout).not.toContain('saved');
});

describe('a paused run that is interrupted', () => {
  test('ends with its result, and is saved where it stood', async () => {
    const run = startHere(...train('--run', inFolder('paused')));
    const { say, hear } = conversation(run.terminal);
    say('pause at 7');
    await hear('command');
    run.interrupt$.next();
    expect(await hear('result')).toMatchObject({ iterations: 7 });
    await run.ended;
    expect((await outcomeOf(inFolder('paused'))).iteration).toBe(7);
  });

  test('and gone on with, has the digests of one that never paused', async () => {
    await runHere(['resume', inFolder('paused'), '--json']);
    await runHere(train('--run', inFolder('unpaused')));
    expect(await outcomeOf(inFolder('paused'))).toEqual(await outcomeOf(inFolder('unpaused')));
  });
});

test('gradstream resume without --control obeys again what the run was told behind its checkpoint', async () => {
  const orders = ['rate 0.01 at 12', 'rate 0.3 at 12', 'rate 0.01 at 12', 'set slider 0.2 at 15'];
  await runHere(train('--run', inFolder('told')), orders);
  // As if it had been killed before it saved that.
  await rm(join(inFolder('told'), 'checkpoints'), { recursive: true });
  const { stdout } = await runHere(['resume', inFolder('told'), '--json']);
  expect(acknowledged(events(stdout)).map(({ iteration }) => iteration)).toEqual([12, 12, 12, 15]);
  await runHere(train('--run', inFolder('told-once')), orders);
  expect(await outcomeOf(inFolder('told'))).toEqual(await outcomeOf(inFolder('told-once')));
});
