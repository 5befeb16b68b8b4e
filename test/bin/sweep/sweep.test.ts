import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeGoodFiles } from '../../badFiles.js';
import { events, startCommand } from '../command.js';

let folder: string;
let files: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradstream-sweep-'));
  const good = await writeGoodFiles(folder, { images: 20 });
  files = ['--train', good.train, '--test', good.test];
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const sweepOn = (...args: string[]) => startCommand('sweep', ...args).ended;

/** The events of a sweep over the good files, after it has ended well. */
async function eventsOf(...args: string[]) {
  const { code, stdout, stderr } = await sweepOn(...files, '--json', ...args);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return events(stdout);
}

const ofType = (type: string, all: readonly Record<string, unknown>[]) =>
  all.filter((event) => event.type === type);

/** Two rates and two widths for 40 iterations. */
const smallGrid = [
  ...['--learning-rate', '0.01,0.5', '--width', '3,4', '--iterations', '40'],
  ...['--init', 'he', '--report-every', '15'],
];

describe('gradstream sweep --json', () => {
  test('says what it will do, what becomes of each trial, and the best', async () => {
    const [begins, ...rest] = await eventsOf(...smallGrid);
    expect(begins).toEqual({
      type: 'sweep',
      trials: 4,
      metric: 'cost',
      examples: 20,
      heldOut: 4,
      validation: 0.2,
      early: 'none',
      concurrency: 4,
      seed: 1,
    });
    expect(ofType('begun', rest).map(({ trial }) => trial)).toEqual([1, 2, 3, 4]);
    expect(ofType('begun', rest)[1].settings).toEqual({
      learningRate: 0.01,
      depth: 2,
      width: 4,
      activation: 'relu',
      iterations: 40,
      batchSize: 'full',
      optimizer: 'gradientDescent',
      momentum: 0,
      l2: 0,
      l1: 0,
      dropout: 0,
    });
    const reports = ofType('report', rest);
    expect(reports.map(({ trial, iteration }) => [trial, iteration])).toEqual(
      [15, 30, 40].flatMap((iteration) => [1, 2, 3, 4].map((trial) => [trial, iteration])),
    );
    for (const { value, cost } of reports) expect(value).toBe(cost);
    expect(ofType('finished', rest)).toHaveLength(4);

    const result = rest.at(-1);
    const last = reports.slice(-4).map(({ value }) => Number(value));
    const best = last.indexOf(Math.min(...last));
    expect(result).toMatchObject({ type: 'result', trial: best + 1 });
    expect(result?.score).toMatchObject({ iteration: 40, value: last[best] });
  });

  test('names a command that gives the network of the result', async () => {
    const penalties = ['--l2', '0.3', '--l1', '0.01', '--dropout', '0.1'];
    const settings = [...penalties, '--momentum', '0.5', '--precision', 'float32', '--seed', '7'];
    const result = (await eventsOf(...smallGrid, ...settings, '--batch-size', '8')).at(-1);
    const [program, command, ...args] = String(result?.command).split(' ');
    expect([program, command]).toEqual(['gradstream', 'train']);
    const { stdout } = await startCommand('train', ...args, '--json').ended;
    const trained = events(stdout);
    expect(trained[0]).toMatchObject({
      learningRate: Object(result?.settings).learningRate,
      ...{ momentum: 0.5, l2: 0.3, batchSize: 8, iterations: 40 },
      ...{ precision: 'float32', seed: 7, init: 'he', normalize: 'scale' },
    });
    expect(trained.at(-1)).toMatchObject({ testAccuracy: result?.testAccuracy });
  });

  test('gives the same lines each time, and others for another seed', async () => {
    const random = ['--random', '5', '--learning-rate', '0.001..0.5', '--width', '2..6'];
    const run = (...args: string[]) => eventsOf(...random, '--iterations', '20', ...args);
    const [first, again, other] = await Promise.all([run(), run(), run('--seed', '2')]);
    expect(again).toEqual(first);
    expect(ofType('begun', other)).not.toEqual(ofType('begun', first));
    for (const { settings } of ofType('begun', first)) {
      const { learningRate, width } = Object(settings);
      expect(learningRate).toBeGreaterThanOrEqual(0.001);
      expect(learningRate).toBeLessThan(0.5);
      expect([2, 3, 4, 5, 6]).toContain(width);
    }
  });

  test('--concurrency changes the order of the lines, not what they say of a trial', async () => {
    const scores = async (concurrency: string) =>
      ofType('report', await eventsOf(...smallGrid, '--concurrency', concurrency));
    const [together, inARow] = await Promise.all([scores('4'), scores('1')]);
    expect(inARow.map(({ trial }) => trial)).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]);
    const byTrial = together.toSorted((a, b) => Number(a.trial) - Number(b.trial));
    expect(inARow).toEqual(byTrial);
  });

  test('--folds reports means over folds, with their deviation', async () => {
    const all = await eventsOf(...smallGrid, '--folds', '4', '--metric', 'accuracy');
    expect(all[0]).toMatchObject({ examples: 20, heldOut: 5, folds: 4, metric: 'accuracy' });
    expect(all[0]).not.toHaveProperty('validation');
    for (const { value, accuracy, deviation } of ofType('report', all)) {
      expect(value).toBe(accuracy);
      // Five are held out in each of four folds: the mean is a number of twentieths.
      expect(Number(value) * 20).toBeCloseTo(Math.round(Number(value) * 20), 9);
      expect(deviation).toBeGreaterThanOrEqual(0);
    }
  });

  test('--metric accuracy chooses the highest', async () => {
    const all = await eventsOf(...smallGrid, '--metric', 'accuracy');
    const last = ofType('report', all)
      .slice(-4)
      .map(({ accuracy }) => Number(accuracy));
    expect(all.at(-1)).toMatchObject({ trial: last.indexOf(Math.max(...last)) + 1 });
  });

  test.each(['median', 'halving'])('--early %s stops trials, and never the best', async (rule) => {
    const grid = ['--learning-rate', '0.3,0.1,0.01,0.001,0.0001,0.00001', '--init', 'he'];
    const all = await eventsOf(...grid, '--iterations', '200', '--early', rule);
    const stopped = ofType('stopped', all);
    expect(stopped.length).toBeGreaterThan(0);
    expect(stopped[0].reason).toMatch(/^its (best )?value 0\.\d+ is /);
    expect(ofType('finished', all).map(({ trial }) => trial)).toContain(all.at(-1)?.trial);
    expect(stopped.length + ofType('finished', all).length).toBe(6);
  });

  test('a trial that diverges fails, and the others go on', async () => {
    const rates = ['--learning-rate', '1e200,0.1', '--activation', 'identity'];
    const all = await eventsOf(...rates, '--iterations', '30');
    const [failed] = ofType('failed', all);
    expect(failed).toMatchObject({ trial: 1 });
    expect(failed.reason).toMatch(/learning rate, or momentum or L2, is too large$/);
    expect(all.at(-1)).toMatchObject({ type: 'result', trial: 2 });
  });

  test('--validation test chooses on the test set, and says what that means', async () => {
    const args = ['--json', ...smallGrid, '--validation', 'test'];
    const { stdout, stderr } = await sweepOn(...files, ...args);
    expect(stderr).toBe(
      'note: the best is chosen on the test set, whose figure then flatters it\n',
    );
    const all = events(stdout);
    expect(all[0]).toMatchObject({ examples: 20, heldOut: 20, validation: 'test' });
    const { testAccuracy, score } = Object(all.at(-1));
    expect(score.accuracy).toBe(testAccuracy);
  });

  test('every hyperparameter changes what is learnt', async () => {
    const axes = [
      ['--learning-rate', '0.1,0.2'],
      ['--depth', '1,2'],
      ['--width', '3,4'],
      ['--activation', 'relu,leakyRelu:0.2'],
      ['--iterations', '9,10'],
      ['--batch-size', '5,full'],
      ['--momentum', '0,0.9'],
      ['--optimizer', 'gradientDescent,adam(beta1: 0.8, beta2: 0.9)'],
      ['--l2', '0,3'],
      ['--l1', '0,0.3'],
      ['--dropout', '0,0.4'],
    ];
    const costs = axes.map(async (axis) => {
      const all = await eventsOf('--iterations', '10', '--init', 'he', ...axis);
      return [1, 2].map((n) => ofType('report', all).findLast(({ trial }) => trial === n)?.cost);
    });
    for (const [one, other] of await Promise.all(costs)) expect(one).not.toBe(other);
  });

  // On Windows a signal sent by a program ends its target at once.
  if (process.platform !== 'win32') {
    test('ends at Ctrl-C, with no result', async () => {
      const { child, ended } = startCommand(
        ...['sweep', ...files, '--json', '--learning-rate', '0.1,0.2'],
        ...['--iterations', '1000000000', '--report-every', '100'],
      );
      child.stdout.once('data', () => child.kill('SIGINT'));
      const { code, stdout, stderr } = await ended;
      expect(stderr).toBe('');
      expect(code).toBe(0);
      expect(ofType('result', events(stdout))).toEqual([]);
    });
  }
});

describe('gradstream sweep', () => {
  test('off a terminal prints plain lines: each trial, the table, the best and its command', async () => {
    const { code, stdout, stderr } = await sweepOn(...files, ...smallGrid, '--early', 'halving');
    expect([code, stderr]).toEqual([0, '']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.slice(0, 4)).toEqual([
      'Trials: 4, a grid of learning rate 0.01,0.5; width 3,4',
      'With depth 2, activation relu, iterations 40, batch size full, optimizer gradientDescent, momentum 0, l2 0, l1 0, dropout 0',
      'Chosen by cost on 4 held out of 20 training examples',
      'Up to 4 side by side, in turns on one thread, stopped early by the rule halving',
    ]);
    const figures = String.raw`cost \d\.\d{4}   accuracy \d+\.\d\d %   (finished|stopped at \d+)$`;
    for (const line of lines.slice(4, 8)) {
      expect(line).toMatch(
        new RegExp(String.raw`^trial \d of 4   learning rate 0\.\d+, width \d   ${figures}`),
      );
    }
    expect(lines[8]).toMatch(/^trial {2}learning rate {2}width +cost +accuracy {2}state$/);
    const table = lines.slice(9, 13).map((line) => line.trim().split(/\s{2,}/));
    expect(table.map(([trial]) => trial).toSorted()).toEqual(['1', '2', '3', '4']);
    expect(table[0].at(-1)).toBe('finished');
    expect(lines[13]).toMatch(
      /^Best: trial \d\. Trained on all 20 training examples: \d+\.\d\d % of 20 test examples, by$/,
    );
    expect(lines[13]).toContain(`trial ${table[0][0]}.`);
    expect(lines[14]).toMatch(
      /^gradstream train --train .* --learning-rate 0\.\d+ --batch-size full$/,
    );
    expect(lines).toHaveLength(15);
  });

  test('--plot writes a picture of the trials', async () => {
    const plots = join(folder, 'plots');
    const { stdout } = await sweepOn(...files, ...smallGrid, '--plot', plots);
    expect(stdout).toContain(`Picture in ${plots}: sweep.svg`);
    expect(await readdir(plots)).toEqual(['sweep.svg']);
    expect(await readFile(join(plots, 'sweep.svg'), 'utf8')).toContain('learning rate');
  });

  test('chooses among networks for the built-in drawings, and scores the best on the test set', async () => {
    const { code, stdout } = await sweepOn(
      ...['--json', '--learning-rate', '0.0001,0.02', '--width', '5,8', '--iterations', '150'],
    );
    expect(code).toBe(0);
    const result = events(stdout).at(-1);
    expect(result).toMatchObject({ type: 'result', settings: { learningRate: 0.02 } });
    expect(result?.testAccuracy).toBeGreaterThan(0.85);
  }, 120_000);

  test('--help shows examples and says what the test set is for', async () => {
    const { code, stdout } = await sweepOn('--help');
    expect(code).toBe(0);
    expect(stdout).toContain('Examples:');
    expect(stdout).toContain('--learning-rate <rates>');
    expect(stdout.replace(/\s+/g, ' ')).toContain('The test set is not touched before');
  });
});

describe('gradstream sweep refuses, with one line and exit code 2,', () => {
  test.each<[string, string[], RegExp]>([
    ['a range without --random', ['--l2', '0.1..1'], /--l2 0\.1\.\.1 is a range: say --random/],
    ['a range of words', ['--activation', 'relu..tanh'], /no range of activation/],
    ['a range that goes down', ['--width', '9..3'], /--width.*ascending order/],
    ['a range of logarithms from 0', ['--l2', '0..1'], /--l2.*positive numbers; found 0/],
    ['a value given twice', ['--depth', '1,2,1'], /--depth.*names 1 twice/],
    ['a value that is none', ['--learning-rate', '0.1,x'], /--learning-rate.*positive finite/],
    ['an empty value', ['--width', '3,'], /--width.*whole number, 1 or more/],
    ['an unknown optimizer', ['--optimizer', 'adam,adm'], /Did you mean adam/],
    ['an optimizer and a momentum', ['--optimizer', 'adam', '--momentum', '0.9'], /cannot be used/],
    ['a depth of 0', ['--depth', '0'], /--depth.*1 or more/],
    ['no trials', ['--random', '0'], /--random.*1 or more/],
    ['one fold', ['--folds', '1'], /--folds.*2 or more/],
    ['more folds than examples of a class', ['--folds', '15'], /15 folds.*10 examples/],
    ['more folds than examples', ['--folds', '21'], /21 folds of 20 examples/],
    ['folds and a part', ['--folds', '2', '--validation', '0.5'], /cannot be used with/],
    ['all examples held out', ['--validation', '1'], /--validation.*below 1, or test/],
    ['no examples held out', ['--validation', '0.01'], /0\.01 of 20 examples/],
    ['an unknown metric', ['--metric', 'acuracy'], /Did you mean accuracy/],
    ['an unknown rule', ['--early', 'medain'], /Did you mean median/],
    ['no trials side by side', ['--concurrency', '0'], /--concurrency.*1 or more/],
    ['a batch larger than what is left to train on', ['--batch-size', '4,17'], /17 .* 16 examples/],
    ['a network larger than the machine', ['--width', '5,9999999999'], /GB.*layers smaller/],
    ['an unknown option', ['--widht', '3'], /Did you mean --width/],
    ['threads for scalar kernels', ['--kernels', 'scalar', '--threads', '2'], /for simd kernels/],
    ['a plot folder without a name', ['--plot', ''], /plot folder/],
  ])('%s', async (_what, args, message) => {
    const { code, stdout, stderr } = await sweepOn(...files, ...args);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^error: .*\n$/);
    expect([code, stdout]).toEqual([2, '']);
  });

  test('one file without the other', async () => {
    const { code, stderr } = await sweepOn('--test', files[3]);
    expect(stderr).toMatch(/^error: --train is missing.*\n$/);
    expect(code).toBe(2);
  });

  test('trials of which none finishes, behind their table', async () => {
    const { code, stdout, stderr } = await sweepOn(
      ...[...files, '--learning-rate', '1e200', '--activation', 'identity', '--iterations', '9'],
    );
    expect(stderr).toMatch(/^error: No trial has finished; the first failed: The cost of .*\n$/);
    expect(stdout).toContain('failed: The cost of iteration');
    expect(code).toBe(2);
  });
});
