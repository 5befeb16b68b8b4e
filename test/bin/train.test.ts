import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeGoodFiles } from '../badFiles.js';
import { images, labels, writeHdf5 } from '../hdf5Files.js';
import { cacheFolder, events, startCommand, train } from './command.js';

let folder: string;
let files: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradstream-train-'));
  const good = await writeGoodFiles(folder);
  files = ['--train', good.train, '--test', good.test];
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('gradstream train --json', () => {
  test('says its configuration, the cost every n iterations, and the result', async () => {
    const { code, stdout, stderr } = await train(
      ...files,
      ...['--json', '--iterations', '5', '--report-every', '2', '--seed', '3', '--threads', '3'],
    );
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const [begins, first, second, result, ...rest] = events(stdout);
    expect(begins).toEqual({
      type: 'run',
      network: 'relu',
      layerDims: [192, 5, 5, 1],
      activations: ['relu', 'relu', 'sigmoid'],
      examples: 6,
      testExamples: 6,
      iterations: 5,
      batchSize: 'full',
      learningRate: 0.03,
      momentum: 0,
      nesterov: false,
      optimizer: 'gradientDescent(weightDecay: 0)',
      l2: 0,
      l1: 0,
      dropout: 0,
      init: 'normal',
      normalize: 'scale',
      precision: 'float64',
      kernels: 'simd',
      threads: 3,
      firstLayer: 'gram',
      seed: 3,
    });
    expect(first).toMatchObject({ type: 'cost', iteration: 2, epoch: 1, learningRate: 0.03 });
    expect(second).toMatchObject({ type: 'cost', iteration: 4, epoch: 3 });
    expect(result).toMatchObject({ type: 'result', iterations: 5 });
    expect(result.trainAccuracy).toBeGreaterThanOrEqual(0);
    expect(result.trainAccuracy).toBeLessThanOrEqual(1);
    expect(result.trainSeconds).toBeGreaterThan(0);
    expect(result.iterationsPerSecond).toBeGreaterThan(0);
    expect(rest).toEqual([]);
  });

  test('--momentum, --nesterov and --l2 change the run, and it says so', async () => {
    const run = async (...args: string[]) => {
      const { stdout } = await train(...files, '--json', '--iterations', '9', ...args);
      return events(stdout);
    };
    const [, plain] = await run('--report-every', '9');
    for (const [args, said] of [
      [['--momentum', '0.8'], { momentum: 0.8, nesterov: false, l2: 0 }],
      [['--momentum', '0.8', '--nesterov'], { momentum: 0.8, nesterov: true, l2: 0 }],
      [['--l2', '2'], { momentum: 0, nesterov: false, l2: 2 }],
    ] as const) {
      const [begins, report] = await run('--report-every', '9', ...args);
      expect(begins).toMatchObject(said);
      expect(report.cost).not.toBe(plain.cost);
    }
  });

  test('--compare trains each network as if it were alone', async () => {
    const settings = ['--json', '--iterations', '20', '--report-every', '10', '--batch-size', '4'];
    const costs = async (...args: string[]) => {
      const { stdout } = await train(...files, ...settings, ...args);
      return events(stdout)
        .filter(({ type }) => type === 'cost')
        .map(({ network, iteration, cost }) => ({ network, iteration, cost }));
    };
    const [tanh, relu, both] = await Promise.all([
      costs('--activation', 'tanh'),
      costs('--activation', 'relu'),
      costs('--compare', 'tanh,relu'),
    ]);
    expect(both).toEqual([tanh[0], relu[0], tanh[1], relu[1]]);
  });

  test('--first-layer changes nothing but the time and the rounding', async () => {
    const settings = ['--json', '--iterations', '100', '--learning-rate', '0.3', '--init', 'he'];
    const run = async (...args: string[]) => {
      const { stdout } = await train(...files, ...settings, ...args);
      const [begins, { cost }] = events(stdout);
      return { form: begins.firstLayer, cost: Number(cost) };
    };
    const [auto, gram, dense] = await Promise.all([
      run(),
      run('--first-layer', 'gram'),
      run('--first-layer', 'dense'),
    ]);
    expect([auto.form, gram.form, dense.form]).toEqual(['gram', 'gram', 'dense']);
    expect(auto).toEqual(gram);
    expect(Math.abs(gram.cost - dense.cost)).toBeLessThan(1e-12);
  });

  test('--kernels changes nothing but the time', async () => {
    const costs = async (...args: string[]) => {
      const { stdout } = await train(...files, '--json', '--report-every', '10', ...args);
      return events(stdout)
        .filter(({ type }) => type === 'cost')
        .map(({ cost }) => cost);
    };
    for (const precision of ['float64', 'float32']) {
      const shared = ['--iterations', '50', '--batch-size', '4', '--precision', precision];
      const simd = await costs(...shared, '--kernels', 'simd');
      expect(simd).toHaveLength(5);
      expect(await costs(...shared, '--kernels', 'scalar')).toEqual(simd);
    }
  });

  test('--threads changes nothing but the time', async () => {
    const run = async (...args: string[]) => {
      const { stdout } = await train(
        ...files,
        ...['--json', '--hidden', '1000', '--iterations', '300', '--first-layer', 'dense', ...args],
      );
      const [{ threads }, { cost }] = events(stdout);
      return { threads, cost };
    };
    const [one, three, scalar] = await Promise.all([
      run('--threads', '1'),
      run('--threads', '3'),
      run('--kernels', 'scalar'),
    ]);
    expect([one.threads, three.threads, scalar.threads]).toEqual([1, 3, undefined]);
    expect(three.cost).toBe(one.cost);
  });

  test('every option that changes the training changes the costs', async () => {
    const cost = async (...args: string[]) => {
      const { stdout, stderr } = await train(
        ...files,
        ...['--json', '--iterations', '3', '--report-every', '3', '--init', 'he', ...args],
      );
      expect(stderr).toBe('');
      return events(stdout).findLast(({ type }) => type === 'cost')?.cost;
    };
    const variants = [
      [],
      ['--hidden', '7'],
      ['--hidden', 'none'],
      ['--activation', 'tanh,leakyRelu:0.2'],
      ['--learning-rate', '0.5'],
      ['--batch-size', '2'],
      ['--seed', '2'],
      ['--init', '0.5'],
      ['--normalize', 'standardize'],
      ['--precision', 'float32'],
      ['--iterations', '6'],
    ];
    const costs = await Promise.all(variants.map((args) => cost(...args)));
    expect(new Set(costs).size).toBe(variants.length);
  });
});

describe('gradstream train', () => {
  test('off a terminal prints plain lines: shapes, costs, accuracies', async () => {
    const { code, stdout, stderr } = await train(
      ...files,
      ...['--iterations', '4', '--report-every', '2', '--threads', '2'],
    );
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(
      stdout.split('\n').map((line) => line.replace(/[\d.]+ s \(.*|[\d.]+ it\/s/, '...')),
    ).toEqual([
      'As stored:',
      '  training (6, 8, 8, 3) (6,), test (6, 8, 8, 3) (6,)',
      'As columns, scaled:',
      '  training (192, 6) (1, 6), test (192, 6) (1, 6)',
      'Training in full batches, learning rate 0.03, float64, simd kernels in up to 2 threads, gram first layer',
      'Network 192-5-5-1 (relu, relu, sigmoid), normal weights from seed 1',
      expect.stringMatching(/^iteration +2 +cost 0\.\d{4} +train +\d+\.\d\d % +test +\d+\.\d\d %/),
      expect.stringMatching(/^iteration +4 +cost 0\.\d{4} +train +\d+\.\d\d % +test +\d+\.\d\d %/),
      expect.stringMatching(/^train +\d+\.\d\d % +test +\d+\.\d\d % +after 4 iterations in/),
      '',
    ]);
  });

  test('--plot writes the curve, the activations and a sheet for each network', async () => {
    const plots = join(folder, 'deep', 'plots');
    const { stdout, stderr } = await train(
      ...files,
      ...['--iterations', '4', '--compare', 'tanh,relu', '--plot', plots],
    );
    expect(stderr).toBe('');
    const names = ['activations.svg', 'cost.svg', 'samples.relu.svg', 'samples.tanh.svg'];
    expect((await readdir(plots)).toSorted()).toEqual(names);
    expect(await readFile(join(plots, 'cost.svg'), 'utf8')).toContain('tanh');
    expect(stdout).toContain(`Pictures in ${plots}`);
  });

  // On Windows a signal sent by a program ends its target at once.
  const endless = ['--json', '--iterations', '1000000000', '--report-every', '100'];
  if (process.platform !== 'win32') {
    test('ends at Ctrl-C with the result so far', async () => {
      const { child, ended } = startCommand('train', ...files, ...endless);
      child.stdout.once('data', () => child.kill('SIGINT'));
      const { code, stdout, stderr } = await ended;
      expect(stderr).toBe('');
      expect(code).toBe(0);
      expect(events(stdout).at(-1)).toMatchObject({ type: 'result' });
    });
  }

  test('ends quietly when nobody reads any more', async () => {
    const { child, ended } = startCommand(
      'train',
      ...files,
      ...['--json', '--iterations', '1000000000', '--report-every', '1'],
    );
    child.stdout.once('data', () => child.stdout.destroy());
    const { stderr } = await ended;
    expect(stderr).toBe('');
  });

  test('--help says what each option means and shows examples', async () => {
    const { code, stdout } = await train('--help');
    expect(code).toBe(0);
    expect(stdout).toContain('Examples:');
    expect(stdout).toContain('--learning-rate <rate>');
  });
});

describe('gradstream train on three classes', () => {
  const names = ['red', 'green', 'blue'];

  /** Images in one of three colours, not quite the same ones in both sets. */
  async function writeColours(part: 'train' | 'test'): Promise<string> {
    const values = Array.from({ length: 12 }, (_, j) => (j * 5) % 3);
    const shift = part === 'train' ? 0 : 20;
    const pixels = Uint8Array.from(
      values.flatMap((colour, j) =>
        Array.from({ length: 4 * 4 * 3 }, (_, i) => (i % 3 === colour ? 200 : 60) + j + shift),
      ),
    );
    return writeHdf5(folder, `colours.${part}.h5`, [
      images(`${part}_set_x`, 12, 4, pixels),
      labels(`${part}_set_y`, values),
      { name: 'list_classes', data: [...names], dtype: 'A5' },
    ]);
  }

  let colours: string[];
  beforeAll(async () => {
    colours = ['--train', await writeColours('train'), '--test', await writeColours('test')];
  });
  const settings = ['--iterations', '400', '--activation', 'tanh', '--init', 'xavier'];

  test.each([
    ['in full batches', []],
    [
      'in mini-batches of float32',
      ['--batch-size', '5', '--first-layer', 'dense', '--precision', 'float32'],
    ],
  ])('ends in a softmax of three units and learns them all, %s', async (_how, args) => {
    const { code, stdout, stderr } = await train(...colours, ...settings, '--json', ...args);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const [begins, ...rest] = events(stdout);
    expect(begins).toMatchObject({
      layerDims: [48, 5, 5, 3],
      activations: ['tanh', 'tanh', 'softmax'],
    });
    expect(rest.at(-1)).toMatchObject({ trainAccuracy: 1, testAccuracy: 1 });
  });

  test('says the shapes of one-hot labels, and shows each image with its class', async () => {
    const plots = join(folder, 'colours');
    const { stdout, stderr } = await train(...colours, ...settings, '--plot', plots);
    expect(stderr).toBe('');
    expect(stdout).toContain('training (48, 12) (3, 12), test (48, 12) (3, 12)');
    const sheet = await readFile(join(plots, 'samples.svg'), 'utf8');
    expect(sheet).toContain('12 of 12 right');
    for (const name of names) expect(sheet).toContain(`true: ${name}`);
    // Of the predicted class, which is the largest of three.
    const shares = [...sheet.matchAll(/>probability (?:&gt;)?([\d.]+) %/g)].map(([, share]) =>
      Number(share),
    );
    expect(shares).toHaveLength(12);
    expect(Math.min(...shares)).toBeGreaterThan(100 / 3);
  });
});

describe('gradstream train without files', () => {
  test('learns the built-in drawings to above 90 % and keeps them in the cache', async () => {
    const { code, stdout } = await train('--json');
    expect(code).toBe(0);
    const result = events(stdout).at(-1);
    expect(result).toMatchObject({ type: 'result', iterations: 1000 });
    expect(result?.testAccuracy).toBeGreaterThan(0.9);
    expect((await readdir(cacheFolder)).toSorted()).toEqual([
      'test_drawings.1.h5',
      'train_drawings.1.h5',
    ]);
  }, 180_000);
});
