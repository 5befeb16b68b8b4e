import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listCheckpoints, loadBestCheckpoint, readRunLog } from 'gradstream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeGoodFiles } from '../badFiles.js';
import { events } from './command.js';
import { runHere, startHere } from './commandHere.js';
import { outcomeOf } from './outcomeOf.js';

/*
 * Runs that are stopped and gone on with, in this process. What kills them is in crash.test.ts, what is refused
 * in refusedRuns.test.ts.
 */

let folder: string;
let shared: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradstream-saved-'));
  const { train, test: held } = await writeGoodFiles(folder);
  shared = [
    ...['--train', train, '--test', held, '--normalize', 'standardize', '--init', 'he'],
    ...['--iterations', '120', '--report-every', '10', '--save-every', '25'],
  ];
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const inFolder = (name: string) => join(folder, name);
const train = (name: string, options: readonly string[], lines: readonly string[] = []) =>
  runHere(['train', '--run', inFolder(name), ...shared, '--json', '--control', ...options], lines);
/** Trains in stages, each ended behind an iteration: so the checkpoints are known, however fast the disk is. */
async function trainInStages(
  name: string,
  options: readonly string[],
  [first, ...later]: readonly number[],
) {
  const outputs = [await train(name, [...options, '--save-every', '1000'], [`stop at ${first}`])];
  for (const stop of later) {
    outputs.push(
      await runHere(['resume', inFolder(name), '--json', '--control'], [`stop at ${stop}`]),
    );
  }
  return outputs.map(({ stdout }) => resultIn(stdout));
}
const resultIn = (stdout: string) => events(stdout).find(({ type }) => type === 'result') ?? {};
const resume = (name: string, ...options: readonly string[]) =>
  runHere(['resume', inFolder(name), '--json', ...options]);

describe.each([
  {
    name: 'momentum in Gram form, mini-batches, L2',
    options: ['--momentum', '0.9', '--batch-size', '4', '--l2', '0.1', '--first-layer', 'gram'],
  },
  {
    name: 'Adam at full width, dropout, L1, a schedule that listens',
    options: [
      ...['--optimizer', 'clipByNorm(1) adam', '--dropout', '0.2', '--l1', '0.01'],
      '--schedule',
      'onPlateau(warmUp(30) then cosine(0.02), metric: "testAccuracy", patience: 2, factor: 0.5)',
    ],
  },
  {
    name: 'Nesterov in float32, scalar kernels',
    options: ['--momentum', '0.8', '--nesterov', '--precision', 'float32', '--kernels', 'scalar'],
  },
  {
    name: 'a guard that goes back again and again',
    options: [
      '--learning-rate',
      '50',
      '--batch-size',
      '3',
      '--seed',
      '2',
      '--guard',
      'rollBack',
      '--iterations',
      '80',
    ],
  },
  {
    name: 'early stopping, which fires behind the resume',
    options: ['--patience', '8', '--learning-rate', '0.05', '--keep-best'],
  },
])(
  'a run with $name has the digests of one that was not stopped, when it was stopped',
  ({ name, options }) => {
    const id = name.replaceAll(/\W+/g, '-');
    let whole: Awaited<ReturnType<typeof outcomeOf>>;

    beforeAll(async () => {
      await train(`${id}-whole`, options);
      whole = await outcomeOf(inFolder(`${id}-whole`));
    });

    test('by a command', async () => {
      const { stdout } = await train(`${id}-told`, options, ['stop at 70']);
      expect(resultIn(stdout)).toMatchObject({ iterations: 70 });
      await resume(`${id}-told`);
      expect(await outcomeOf(inFolder(`${id}-told`))).toEqual(whole);
    });

    test('by Ctrl-C, twice, and shown otherwise', async () => {
      const first = startHere('train', '--run', inFolder(`${id}-cut`), ...shared, ...options);
      first.terminal.stdout.once('data', () => first.interrupt$.next());
      await first.ended;
      const second = startHere('resume', inFolder(`${id}-cut`), '--json', '--control');
      second.terminal.stdin.end('stop at 33\n');
      await second.ended;
      const plots = inFolder(`${id}-plots`);
      await runHere(['resume', inFolder(`${id}-cut`), '--plot', plots]);
      expect(await readdir(plots)).toContain('cost.svg');
      expect(await outcomeOf(inFolder(`${id}-cut`))).toEqual(whole);
    });
  },
);

test('the guard of the run above finds trouble on both sides of the stop', async () => {
  const { events: logged } = await readRunLog(
    inFolder('a-guard-that-goes-back-again-and-again-told/log'),
  );
  const troubles = logged
    .filter(({ type }) => type === 'trouble')
    .map(({ iteration }) => iteration);
  expect(Math.min(...troubles)).toBeLessThanOrEqual(70);
  expect(Math.max(...troubles)).toBeGreaterThan(70);
});

test('gradstream resume goes on with a schedule in seconds where it stood, whenever that was', async () => {
  const schedule = ['--schedule', 'linear(0.02, 0.001, length: 20 s)'];
  const ratesOf = (stdout: string) =>
    events(stdout).flatMap(({ type, learningRate }) => (type === 'cost' ? [learningRate] : []));
  const before = ratesOf((await train('seconds', schedule, ['stop at 70'])).stdout);
  const after = ratesOf((await resume('seconds')).stdout);
  const rates = [...before, ...after].map(Number);
  expect(rates).toHaveLength(12);
  expect(rates).toEqual(rates.toSorted((a, b) => b - a));
});

test('gradstream resume draws the cost of the whole run', async () => {
  await train('whole-curve', ['--plot', inFolder('curve-1')]);
  await train('cut-curve', [], ['stop at 70']);
  await resume('cut-curve', '--plot', inFolder('curve-2'));
  const curveIn = (plots: string) => readFile(join(inFolder(plots), 'cost.svg'), 'utf8');
  expect(await curveIn('curve-2')).toBe(await curveIn('curve-1'));
});

describe('gradstream resume of a run that is complete', () => {
  test.each([
    ['with all its iterations', [], 120],
    ['by early stopping', ['--patience', '2', '--learning-rate', '0.05'], 30],
  ])('%s says so, trains nothing, and gives the same result', async (name, options, iterations) => {
    const { stdout: first } = await train(name, options);
    const before = await outcomeOf(inFolder(name));
    const { stdout, stderr } = await resume(name);
    expect(stderr).toBe(
      `note: the run is complete after ${iterations} iterations: there is nothing left to train\n`,
    );
    const { trainAccuracy, testAccuracy } = resultIn(first);
    expect(resultIn(stdout)).toMatchObject({
      ...{ iterations, trainAccuracy, testAccuracy },
      ...{ trainSeconds: 0, iterationsPerSecond: 0 },
    });
    expect(events(stdout)).toHaveLength(2);
    expect(await outcomeOf(inFolder(name))).toEqual(before);
  });
});

describe('gradstream resume, in text,', () => {
  test('says where it goes on, and that it can be gone on with', async () => {
    const { stdout } = await runHere(
      ['train', '--run', inFolder('text'), ...shared, '--control'],
      ['stop at 70'],
    );
    expect(stdout).toMatch(/\nSaved in .*text: "gradstream resume .*text" goes on with it\n$/);
    const resumed = await runHere(['resume', inFolder('text')]);
    expect(resumed.stdout).toContain('\nResumed after iteration 70 of 120\n');
    expect(resumed.stdout).toMatch(/\nSaved in .*text\n$/);
    expect(resumed.stderr).toBe('');
  });

  test('gives no speed for a run that is complete', async () => {
    const { stdout } = await runHere(['resume', inFolder('text')]);
    expect(stdout).toMatch(/ after 120 iterations\n/);
  });
});

/** The checkpoints of a run: iterations, the oldest first. */
async function checkpointsOf(name: string) {
  const { checkpoints } = await listCheckpoints(inFolder(`${name}/checkpoints`));
  return checkpoints.map(({ iteration }) => iteration);
}

test('gradstream train --keep keeps so many checkpoints, the newest, and resume as many again', async () => {
  await trainInStages('keep', ['--keep', '2'], [10, 20, 30, 40]);
  expect(await checkpointsOf('keep')).toEqual([30, 40]);
  await resume('keep', '--keep', '1');
  expect(await checkpointsOf('keep')).toEqual([120]);
});

test('gradstream train keeps three checkpoints unless it is told otherwise', async () => {
  await trainInStages('keep-default', [], [10, 20, 30, 40]);
  expect(await checkpointsOf('keep-default')).toEqual([20, 30, 40]);
});

test('gradstream train --keep-best keeps the checkpoint with the best accuracy on the held-out set besides', async () => {
  const options = ['--keep-best', '--keep', '1', '--learning-rate', '2', '--batch-size', '4'];
  const stops = [3, 4, 5, 6, 7, 8, 9];
  const results = await trainInStages('best', options, stops);
  const accuracies = results.map(({ testAccuracy }) => Number(testAccuracy));
  const best = accuracies.indexOf(Math.max(...accuracies));
  expect(best).toBeLessThan(stops.length - 1);
  const { checkpoint } = await loadBestCheckpoint(inFolder('best/checkpoints'), 'highest');
  expect(checkpoint).toMatchObject({ iteration: stops[best], score: accuracies[best] });
  expect(await checkpointsOf('best')).toEqual([stops[best], 9]);
});

describe('gradstream resume passes over', () => {
  let whole: Awaited<ReturnType<typeof outcomeOf>>;
  const options = ['--momentum', '0.9', '--batch-size', '4'];

  beforeAll(async () => {
    await trainInStages('to-damage', options, [25, 50]);
    await runHere(
      ['resume', inFolder('to-damage'), '--json', '--control'],
      ['rate 0.01 at 60', 'stop at 70'],
    );
    await train('undamaged', options, ['rate 0.01 at 60']);
    whole = await outcomeOf(inFolder('undamaged'));
  });

  /** A copy of the run that was stopped, and its checkpoints, the oldest first. */
  async function copyOfRun(name: string) {
    await cp(inFolder('to-damage'), inFolder(name), { recursive: true });
    const checkpoints = inFolder(`${name}/checkpoints`);
    return (await readdir(checkpoints)).sort().map((each) => join(checkpoints, each));
  }

  test.each<[string, string, (file: string) => Promise<unknown>, RegExp]>([
    ['that was cut short', 'state.json', (file) => truncate(file, 40), /has 40 bytes, not/],
    ['with a bit that has flipped', 'parameters.safetensors', flipBit, /is damaged/],
    ['without manifest', 'manifest.json', rm, /manifest.json is missing/],
    ['without a file', 'memory.safetensors', rm, /memory.safetensors is missing/],
  ])(
    'the newest checkpoint %s, with a note, and ends with the same digests',
    async (name, file, damage, reason) => {
      const id = name.replaceAll(/\W+/g, '-');
      const [, newest] = (await copyOfRun(id)).slice(-2);
      await damage(join(newest, file));
      const { stdout, stderr } = await resume(id);
      expect(stderr).toMatch(/^note: checkpoint \S+ is passed over: .*\n$/);
      expect(stderr).toMatch(reason);
      expect(events(stdout)[0]).toMatchObject({ type: 'run', resumedAt: 50 });
      const { passedOver: _, ...ended } = await outcomeOf(inFolder(id));
      expect({ ...ended, passedOver: [] }).toEqual(whole);
    },
  );

  test('a log that was cut short, with a note of what is lost, and ends with the same parameters', async () => {
    await copyOfRun('short-log');
    const [name] = await readdir(inFolder('short-log/log'));
    const segment = join(inFolder('short-log/log'), name);
    await truncate(segment, (await readFile(segment)).length >> 1);
    const { stderr } = await resume('short-log');
    expect(stderr).toMatch(/^note: log segment 1: .*\n$/);
    const { parameters, memory, iteration } = await outcomeOf(inFolder('short-log'));
    expect({ parameters, memory, iteration }).toEqual({
      ...{ parameters: whole.parameters, memory: whole.memory, iteration: 120 },
    });
  });

  test('a log with a bit that has flipped, with a note of what is lost, and ends with the same parameters', async () => {
    await copyOfRun('flipped-log');
    const [segment] = await readdir(inFolder('flipped-log/log'));
    await flipBit(join(inFolder('flipped-log/log'), segment));
    const { stderr } = await resume('flipped-log');
    expect(stderr).toMatch(/^note: log segment 1: .*\n$/);
    expect((await outcomeOf(inFolder('flipped-log'))).parameters).toBe(whole.parameters);
  });
});

/** Turns the bit in the middle of a file. */
async function flipBit(file: string): Promise<void> {
  const bytes = await readFile(file);
  bytes[bytes.length >> 1] ^= 1;
  await writeFile(file, bytes);
}
