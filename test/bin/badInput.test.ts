import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BadFileName, writeBadFiles, writeGoodFiles } from '../badFiles.js';
import { startCommand, train } from './command.js';

let folder: string;
let bad: Record<BadFileName, string>;
let good: { train: string; test: string };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradstream-bad-input-'));
  bad = await writeBadFiles(folder);
  good = await writeGoodFiles(folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** One line on stderr that matches, nothing on stdout, exit code 2. */
async function expectRefusal(args: readonly string[], message: RegExp): Promise<void> {
  const { code, stdout, stderr } = await train(...args);
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(/^error: .*\n$/);
  expect(stdout).toBe('');
  expect(code).toBe(2);
}

describe('gradstream train refuses, with one line and exit code 2, a training file', () => {
  const cases: Record<BadFileName, RegExp> = {
    missing: /no such file/i,
    folder: /folder/i,
    htmlPage: /HTML/,
    text: /not an HDF5 file/i,
    noBytes: /empty/i,
    truncatedHeader: /cut short|truncated/i,
    truncatedData: /cut short|truncated/i,
    missingDataSet: /pictures.*--x-name/,
    labelsWithGap: /none is 2.*list_classes/,
    labelsBelowZero: /label -1/,
    labelsTooHigh: /label 256/,
    labelsUnnamed: /list_classes names 2/,
    labelsOfHalf: /0\.5/,
    countMismatch: /4.*3/,
    empty: /no examples|empty/i,
    notFinite: /2 numbers that are not finite.*index 1/,
    otherShape: /4 x 4 x 3.*8 x 8 x 3/,
  };
  const names = Object.keys(cases).filter((name): name is BadFileName => name in cases);
  test.each(names)('%s', async (name) => {
    const [file, message] = [bad[name], cases[name]];
    await expectRefusal(['--train', file, '--test', good.test], message);
    await expectRefusal(['--train', file, '--test', good.test, '--json'], message);
  });
});

describe('gradstream train refuses, with one line and exit code 2,', () => {
  test.each<[string, string[], RegExp]>([
    ['a batch larger than the data', ['--batch-size', '7'], /batch of 7 .* 6 examples/],
    ['a batch of nothing', ['--batch-size', '0'], /--batch-size.*1 or more/],
    ['a batch size that is no number', ['--batch-size', ''], /--batch-size/],
    ['a layer of 0 units', ['--hidden', '5,0'], /--hidden.*1 or more/],
    ['a layer of no units', ['--hidden', '5,,5'], /--hidden/],
    ['a learning rate of 0', ['--learning-rate', '0'], /--learning-rate.*positive finite/],
    ['a negative learning rate', ['--learning-rate', '-0.1'], /--learning-rate.*positive finite/],
    ['an infinite learning rate', ['--learning-rate', '1e999'], /--learning-rate.*positive finite/],
    ['a learning rate of NaN', ['--learning-rate', 'NaN'], /--learning-rate.*positive finite/],
    ['a momentum of 1', ['--momentum', '1'], /--momentum.*below 1/],
    ['a momentum that is no number', ['--momentum', ''], /--momentum.*below 1/],
    ['a negative L2', ['--l2', '-1'], /--l2.*0 or more/],
    ['--nesterov without momentum', ['--nesterov'], /say --momentum too/],
    ['no iterations', ['--iterations', '0'], /--iterations.*1 or more/],
    ['half an iteration', ['--iterations', '1.5'], /--iterations.*whole number/],
    ['a seed of 33 bits', ['--seed', '4294967296'], /--seed.*4294967295/],
    ['an unknown option', ['--lerning-rate', '1'], /--lerning-rate.*Did you mean --learning-rate/],
    ['an unknown activation', ['--activation', 'rellu'], /rellu.*Did you mean relu/],
    ['a slope that is none', ['--activation', 'leakyRelu:2'], /slope/],
    ['an unknown activation to compare', ['--compare', 'relu,tan'], /tan.*Did you mean tanh/],
    ['one activation compared with itself', ['--compare', 'relu,relu'], /relu twice/],
    [
      '--activation beside --compare',
      ['--activation', 'relu', '--compare', 'tanh'],
      /cannot be used with/,
    ],
    [
      'activations that do not fit the layers',
      ['--activation', 'relu,tanh,relu'],
      /3 functions.*2 layers/,
    ],
    ['an unknown initialization', ['--init', 'hee'], /hee.*Did you mean he/],
    ['an unknown precision', ['--precision', 'floot32'], /floot32.*Did you mean float32/],
    ['unknown first layer', ['--first-layer', 'grm'], /grm.*Did you mean gram/],
    ['unknown kernels', ['--kernels', 'sind'], /sind.*Did you mean simd/],
    ['a number of threads that is none', ['--threads', 'all'], /--threads.*whole number/],
    ['too many threads', ['--threads', '1000'], /--threads.*1 to 128/],
    ['threads for scalar kernels', ['--kernels', 'scalar', '--threads', '2'], /for simd kernels/],
    ['an unknown normalization', ['--normalize', 'standardise'], /Did you mean standardize/],
    ['a data set name too many', ['--x-name', 'a,b,c'], /--x-name/],
    ['a data set that is not there', ['--x-name', 'pixels'], /pixels/],
    [
      'an activation without a layer for it',
      ['--hidden', 'none', '--activation', 'tanh'],
      /no layer/,
    ],
    [
      'a comparison without a layer for it',
      ['--hidden', 'none', '--compare', 'tanh,relu'],
      /no layer/,
    ],
    [
      'a network larger than the machine',
      ['--hidden', '9999999999'],
      /GB.*make its hidden layers smaller/,
    ],
    ['a plot folder without a name', ['--plot', ''], /plot folder/],
    ['an argument that is no option', ['relu'], /too many arguments/],
  ])('%s', async (_what, args, message) => {
    await expectRefusal(['--train', good.train, '--test', good.test, ...args], message);
  });

  test('one file without the other', async () => {
    await expectRefusal(['--train', good.train], /--test is missing/);
    await expectRefusal(['--test', good.test], /--train is missing/);
  });

  test('an unknown command, and says the nearest', async () => {
    const { code, stderr } = await startCommand('trian').ended;
    expect(stderr).toBe("error: unknown command 'trian' (Did you mean train?)\n");
    expect(code).toBe(2);
  });

  test('a cost that stops being finite, with the iteration and the cause', async () => {
    const args = ['--train', good.train, '--test', good.test, '--json'];
    const plots = join(folder, 'diverged');
    const { code, stdout, stderr } = await train(
      ...args,
      ...['--activation', 'identity', '--learning-rate', '1e200', '--iterations', '50'],
      ...['--plot', plots],
    );
    expect(await readdir(folder)).not.toContain('diverged');
    expect(stderr).toMatch(
      /^error: The cost of iteration \d+ is (NaN|-?Infinity): .*learning rate, or momentum or L2, is too large\n$/,
    );
    expect(stdout).not.toContain('"result"');
    expect(code).toBe(2);
  });

  test('a comparison in which one network diverges, and says which', async () => {
    const { code, stderr } = await train(
      ...['--train', good.train, '--test', good.test, '--compare', 'sigmoid,identity'],
      ...['--learning-rate', '1e200', '--iterations', '50'],
    );
    expect(stderr).toMatch(/^error: The cost of iteration \d+ is .* \(network identity\)\n$/);
    expect(code).toBe(2);
  });

  test('first weights that overflow, and does not blame the learning rate', async () => {
    const { stderr } = await train(
      ...['--train', good.train, '--test', good.test, '--init', '1e308'],
    );
    expect(stderr).toMatch(/iteration 1 is .*first weights/);
  });

  test('a plot folder where a file is in the way, and trains nothing', async () => {
    const inTheWay = join(folder, 'plots');
    await writeFile(inTheWay, 'mine');
    await expectRefusal(
      ['--train', good.train, '--test', good.test, '--plot', inTheWay],
      /a file is in the way/,
    );
  });

  test('bad data, before the plot folder is made', async () => {
    const plots = join(folder, 'unmade');
    await expectRefusal(['--train', bad.text, '--test', good.test, '--plot', plots], /HDF5/);
    expect(await readdir(folder)).not.toContain('unmade');
  });
});
